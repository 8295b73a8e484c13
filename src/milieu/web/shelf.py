"""Shelf: the studies that are served, by the names in their addresses."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock, Thread

import duckdb

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import LANGUAGES, speaking
from milieu.store.lock import is_being_written
from milieu.store.store import as_of_moment
from milieu.study.settings import FILE, read_settings
from milieu.study.study import Study
from milieu.web.faults import NotHere
from milieu.web.memory import settle
from milieu.web.opened import Opened, tables_stamp, token_of

WRITTEN = ("tasks", "uploads", "scenarios", "digests")  # folders that pages read from and write to
DAYS = 4  # past days of a study that are held at once; each takes as much memory as today
LOG = logging.getLogger(__name__)


class Shelf:
    """Studies by name; each is opened once for a version and shared by all requests.

    While a later version is read, the one before is served: a build stalls no reader. Results are
    read when a build is over, so that no page mixes new ones with old ones.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Put studies on the shelf; UserError if one is none, or two have one name."""
        self.folders: dict[str, Path] = {}
        for folder in folders:
            name = Study.open(folder).folder.resolve().name
            _refuse_links(folder)
            if name in self.folders:
                raise UserError(
                    f"two studies are called {name!r}",
                    where=str(folder),
                    next="Rename one of the folders.",
                )
            self.folders[name] = folder.resolve()
        self._opened: dict[tuple[str, str], Opened] = {}
        self._reading: dict[tuple[str, str], Thread] = {}
        self._resting: dict[tuple[str, str], list[str]] = {}  # the tables of what is opened
        self._lock = Lock()
        self._titles: dict[str, tuple[int, str]] = {}
        self.when_read: Callable[[Opened], None] | None = None  # told of each newest version

    def open(self, name: str, as_of: str = "") -> Opened:
        """Return a study as it is now, or was known on a day; NotHere for another name.

        raises   UserError for a day that is none
        """
        if name not in self.folders:
            raise NotHere(unknown_name("study", name, self.folders))
        if as_of:
            as_of_moment(as_of)
        token = token_of(self.folders[name], as_of)
        with self._lock:
            held = self._opened.get((name, as_of))
            if held is None or (held.token != token and not held.is_read):
                held = self._fresh(name, as_of, token)
                self._put(held)
            elif held.token != token and self._may_be_read(name, as_of):
                self._begin_reading(name, as_of, token)
            return held

    def titles(self) -> dict[str, str]:
        """Return what the studies call themselves, by name."""
        return {name: self._title(name, folder) for name, folder in self.folders.items()}

    def _title(self, name: str, folder: Path) -> str:
        """Return what a study calls itself; it is read again when its settings change."""
        try:
            changed = (folder / FILE).stat().st_mtime_ns
            if self._titles.get(name, (0, ""))[0] != changed:
                self._titles[name] = (changed, read_settings(folder).name)
            return self._titles[name][1]
        except (OSError, UserError):  # settings that are being mended
            return name

    def warm(self) -> None:
        """Read all studies in the background, so that the first page comes as fast as any."""
        for name in self.folders:
            held = self.open(name)
            with self._lock:
                if not held.is_read and (name, "") not in self._reading:
                    self._begin_reading(name, "", held.token)

    def settle(self) -> None:
        """Wait until everything that is being read was read."""
        for thread in list(self._reading.values()):
            thread.join()

    def _may_be_read(self, name: str, as_of: str) -> bool:
        """Return whether a later version can be read now: not while more results will come."""
        key, folder = (name, as_of), self.folders[name]
        only_results = self._resting.get(key) == tables_stamp(folder)
        return key not in self._reading and not (only_results and is_being_written(folder))

    def _fresh(self, name: str, as_of: str, token: str) -> Opened:
        self._resting[name, as_of] = tables_stamp(self.folders[name])
        return Opened(name, Study.open(self.folders[name]), as_of, token)

    def _put(self, held: Opened) -> None:
        self._opened[held.name, held.as_of] = held
        past = [key for key in self._opened if key[0] == held.name and key[1]]
        for key in past[:-DAYS]:
            del self._opened[key]
            self._resting.pop(key, None)

    def _begin_reading(self, name: str, as_of: str, token: str) -> None:
        thread = Thread(
            target=self._read, args=(name, as_of, token), name=f"reading {name}"
        )  # not a daemon: the database would be cut off in the middle of a query
        self._reading[name, as_of] = thread
        thread.start()

    def _read(self, name: str, as_of: str, token: str) -> None:
        """Read a version and put it in the place of the one before."""
        try:
            with self._lock:
                now = self._opened.get((name, as_of))
            held = now if now and now.token == token else self._fresh(name, as_of, token)
            read(held)
            with self._lock:
                self._put(held)
            settle()
            if self.when_read and not as_of:
                self.when_read(held)
            if held.content.clusters and not as_of:  # policies are tried from the newest only
                held.grounds.read()
        except (UserError, OSError, duckdb.Error) as error:  # the one before stays
            LOG.warning("%s can not be read: %s", name, error)
        finally:
            with self._lock:
                del self._reading[name, as_of]


def _refuse_links(folder: Path) -> None:
    """Raise UserError for a study that would have the server read or write elsewhere."""
    for name in WRITTEN:
        if (folder / name).is_symlink():
            raise UserError(
                f"the folder {name} of the study leads elsewhere",
                where=str(folder),
                next="Who laid the link? Put a folder in its place; the study is not served.",
            )


def read(held: Opened) -> None:
    """Read all that pages of a version rest on, in every language."""
    for code in LANGUAGES:
        with speaking(code):
            _ = held.content
    _ = (held.lots, held.stale)
