"""Warming: pages of clusters are made ahead, by a process of its own that yields to everything.

`python -m milieu.web.warming NAME TOKEN FOLDER...` writes finished pages of one version of a study,
today's clusters and the first language first; the server puts them among the pages that it keeps.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock, Thread
from typing import IO

from fastapi import FastAPI, Request

from milieu.core.language import LANGUAGES, speaking
from milieu.web.kept import Key, Page, Pages, finished, key_of
from milieu.web.links import address
from milieu.web.opened import Opened
from milieu.web.page import KEEP
from milieu.web.pages.cluster import cluster
from milieu.web.shelf import Shelf
from milieu.web.site import Site

NICENESS = 15  # of 19: behind the tasks, which somebody waits for
FULL = 0.8  # of the room: the rest is for what readers ask for


class Warming:
    """Has the pages of the newest versions made; one process at a time, one study after another."""

    def __init__(self, pages: Pages, folders: Sequence[Path]) -> None:
        """Look after pages of studies; their folders are those that the site serves."""
        self._pages, self._folders = pages, folders
        self._wanted: dict[str, Opened] = {}
        self._turn, self._closed = Lock(), False
        self._thread: Thread | None = None
        self._name = ""
        self._working: subprocess.Popen[bytes] | None = None

    def begin(self, opened: Opened) -> None:
        """Have the pages of a version made; what is made for the version before ends."""
        if not opened.content.clusters:
            return
        with self._turn:
            if self._closed:
                return
            self._wanted[opened.name] = opened
            if self._working and self._name == opened.name:
                self._working.terminate()
            if self._thread is None:
                self._thread = Thread(target=self._work, name="warming", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """End all that is under way."""
        with self._turn:
            self._closed = True
            self._wanted.clear()
            if self._working:
                self._working.terminate()
            thread = self._thread
        if thread:
            thread.join()

    def _work(self) -> None:
        """Have one study's pages made after the other's, until none is wanted."""
        while working := self._next():
            self._take(working)

    def _next(self) -> subprocess.Popen[bytes] | None:
        """Begin the next process; None where nothing is wanted any more."""
        with self._turn:
            if not self._wanted or self._pages.bytes > FULL * self._pages.room:
                self._thread = self._working = None
                return None
            self._name = next(iter(self._wanted))
            opened = self._wanted.pop(self._name)
            words = [sys.executable, "-P", "-m", __name__, opened.name, opened.token]
            words += map(str, self._folders)
            self._working = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            return self._working

    def _take(self, working: subprocess.Popen[bytes]) -> None:
        """Keep what a process makes, until there is no room."""
        assert working.stdout is not None
        with working.stdout as made:
            for key, page in read(made):
                if self._pages.bytes > FULL * self._pages.room:
                    break
                if key not in self._pages:
                    self._pages.put(key, page)
        working.terminate()
        working.wait()


def read(made: IO[bytes]) -> Iterator[tuple[Key, Page]]:
    """Yield the pages that a process writes; one that is cut off is left out."""
    while line := made.readline():
        try:
            said = json.loads(line)
            size = int(said["size"])
        except (ValueError, KeyError, TypeError):
            return
        body = made.read(size)
        if len(body) < size:
            return
        heads = [(name.encode(), value.encode("latin-1")) for name, value in said["headers"]]
        yield tuple(said["key"]), Page(body, said["tag"], heads)


def write(name: str, token: str, folders: Sequence[Path], out: IO[bytes]) -> None:
    """Write the pages of all clusters of a version, in every language.

    folders   of all studies that are served: pages lead to the others, too
    """
    shelf = Shelf(folders)
    opened = shelf.open(name)
    if opened.token != token:
        return
    app = FastAPI()
    app.state.site = Site(shelf, opened.study.folder)
    for code in LANGUAGES:
        with speaking(code):
            for one in opened.content.clusters:
                key, page = made(app, opened, one.id)
                heads = [(name.decode(), value.decode("latin-1")) for name, value in page.headers]
                said = {"key": key, "tag": page.tag, "headers": heads, "size": len(page.body)}
                out.write(json.dumps(said).encode() + b"\n" + page.body)
                out.flush()


def made(app: FastAPI, opened: Opened, id: str) -> tuple[Key, Page]:
    """Return one cluster's page as the server would make it, and all that it depends on."""
    target = address(opened, "c", id)
    path = f"/s/{opened.name}/c/{id}"
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": target.encode(),
        "query_string": b"", "headers": [], "root_path": "", "app": app,
    }  # fmt: skip
    answer = cluster(Request(scope), opened.name, id)
    heads = [(name, value) for name, value in answer.raw_headers if name != KEEP.encode()]
    key = key_of(opened, app.state.site.shelf.titles(), path)
    return key, finished(bytes(answer.body), heads)


def yield_to_all() -> None:
    """Let everything else on this machine go first."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    if sys.platform == "linux":  # whoever else wants the processor has it at once
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    yield_to_all()
    try:
        write(sys.argv[1], sys.argv[2], [Path(one) for one in sys.argv[3:]], sys.stdout.buffer)
    except BrokenPipeError:  # the server has no room, or has ended
        os._exit(0)
