"""Arriving: files of a form are written to a folder while they come, never kept in memory."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from python_multipart import FormParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, parse_options_header

from milieu.core.errors import UserError
from milieu.core.language import _

BLOCK = 1 << 20  # bytes that are parsed and written at a time
MOST_FILES, MOST_FIELDS = 200, 20
LONGEST_NAME = 120  # characters
MOST_BYTES = 200  # of a name; systems of files take 255
PLAIN = " ._-()"  # what a file's name may hold beside letters and digits


@dataclass
class Arrived:
    """What came: the files by their own, harmless names, and the other fields."""

    files: list[Path] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


async def receive(request: Request, folder: Path) -> Arrived:
    """Write the files of a form into a folder and return what came.

    raises   UserError for what is no form with files, or breaks off
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise UserError(_("this is no form with files"), where="files", next=_("Choose a file."))
    arrived = Arrived()
    try:
        parser = _parser(options, folder, arrived)
        held = bytearray()
        async for piece in request.stream():
            held += piece
            if len(held) >= BLOCK:
                await run_in_threadpool(parser.write, bytes(held))
                held.clear()
        await run_in_threadpool(parser.write, bytes(held))
        await run_in_threadpool(parser.finalize)
    except FormParserError:
        raise UserError(
            _("the form broke off or is damaged"), where="files", next=_("Send it once more.")
        ) from None
    return arrived


def _parser(options: Mapping[bytes, bytes], folder: Path, arrived: Arrived) -> FormParser:
    def on_field(one: Field) -> None:
        name, value = (one.field_name or b""), (one.value or b"")
        arrived.fields[name.decode("utf-8", "replace")] = value.decode("utf-8", "replace")

    def on_file(one: File) -> None:
        one.close()
        if not one.file_name:  # the field was left empty
            return
        if len(arrived.files) >= MOST_FILES:
            raise FormParserError("too many files")
        target = _free(folder, harmless_name(one.file_name.decode("utf-8", "replace")))
        written = one.actual_file_name
        if written is None:
            target.touch()  # an empty file; the preview says so
        else:
            Path(written.decode()).replace(target)
        arrived.files.append(target)

    return FormParser(
        "multipart/form-data",
        on_field,
        on_file,
        boundary=options[b"boundary"],
        config={
            "UPLOAD_DIR": str(folder).encode(),
            "UPLOAD_DELETE_TMP": False,
            "MAX_MEMORY_FILE_SIZE": -1,  # every byte goes to the disk at once
            "MAX_FIELDS": MOST_FIELDS + MOST_FILES,
            "MAX_FIELD_SIZE": 10_000,
        },
    )


def harmless_name(said: str) -> str:
    """Return the last part of a file's name with nothing in it that could mean more.

    No folder, no control or direction character, no dot in front; "file" where nothing is left.
    """
    last = PurePosixPath(said.replace("\\", "/")).name
    plain = unicodedata.normalize("NFC", last)
    kept = "".join(c for c in plain if c.isalnum() or c in PLAIN).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > LONGEST_NAME or len(kept.encode()) > MOST_BYTES:
        end = f"{dot}{suffix[:16]}"
        room = MOST_BYTES - len(end.encode())
        kept = stem[: LONGEST_NAME - 20].encode()[:room].decode("utf-8", "ignore") + end
    return kept or "file"


def _free(folder: Path, name: str) -> Path:
    """Return a place for a file that is not taken."""
    place, number = folder / name, 1
    while place.exists():
        number += 1
        place = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
    return place
