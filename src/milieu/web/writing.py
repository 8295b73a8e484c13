"""Writing: a large table for a download, in a process of its own so that pages stay quick.

Rows come on standard output in the bytes of `milieu show --format`; started by `pieces` only.
"""

import asyncio
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore

import pyarrow as pa

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.export import BINARY, write
from milieu.study.selection import Selection
from milieu.study.study import Study
from milieu.web.opened import Opened, token_of
from milieu.web.tasks.process import environment
from milieu.web.tasks.queue import TooMany

AT_ONCE = 3  # processes that write, Y9
NICENESS = 10
PIECE = 1 << 16  # bytes
_room = BoundedSemaphore(AT_ONCE)


class CutOffError(RuntimeError):
    """The writing process failed; the download is cut off, so that nobody takes it for whole."""


def check_room() -> None:
    """Raise TooMany while as many downloads are written as may be at once."""
    if not _room.acquire(blocking=False):
        what = _("others are downloading whole tables just now")
        raise TooMany(UserError(what, next=_("Try again in a minute, or ask for pages.")))
    _room.release()


async def pieces(
    opened: Opened, table: str, selection: Selection, format: str
) -> AsyncIterator[bytes]:
    """Yield the rows as they are written; who leaves early ends the writing."""
    said = {
        "folder": str(opened.study.folder),
        "as_of": opened.as_of,
        "token": opened.token,
        "table": table,
        "selection": asdict(selection),
        "format": format,
    }
    if not _room.acquire(blocking=False):
        raise CutOffError("no room")
    child = None
    try:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "milieu.web.writing", json.dumps(said)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            env=environment(),
            start_new_session=True,
        )
        assert child.stdout is not None
        while piece := await child.stdout.read(PIECE):
            yield piece
        if await child.wait():
            raise CutOffError("the rows could not be written")
    finally:
        _room.release()
        if child is not None and child.returncode is None:
            child.kill()


def main(said: str) -> int:
    """Write the rows; returns 1 if the study has changed since they were asked for."""
    os.nice(NICENESS)
    asked = json.loads(said)
    folder, as_of = Path(asked["folder"]), asked["as_of"]
    if token_of(folder, as_of) != asked["token"]:
        return 1
    chosen = asked["selection"]
    selection = Selection(
        chosen["only"], tuple(chosen["columns"]), tuple(chosen["order"]), chosen["top"]
    )
    rows = Study.open(folder).show(asked["table"], selection, as_of=as_of)
    hand_on(rows, asked["format"])
    return 0


def hand_on(rows: pa.Table, format: str) -> None:
    """Write rows to standard output; what is no text goes by a file, as its writer must seek."""
    if format not in BINARY:
        write(rows, format, None)
        return
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "rows"
        write(rows, format, file)
        with file.open("rb") as written:
            shutil.copyfileobj(written, sys.stdout.buffer)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
