"""Shelf: the studies that are served, by the names in their addresses."""

from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from milieu.core.errors import UserError, unknown_name
from milieu.study.study import Study
from milieu.web.faults import NotHere
from milieu.web.opened import Opened, token_of


class Shelf:
    """Studies by name; each is opened once for a version and shared by all requests."""

    def __init__(self, folders: Sequence[Path]) -> None:
        """Put studies on the shelf; UserError if one is none, or two have one name."""
        self.folders: dict[str, Path] = {}
        for folder in folders:
            name = Study.open(folder).folder.resolve().name
            if name in self.folders:
                raise UserError(
                    f"two studies are called {name!r}",
                    where=str(folder),
                    next="Rename one of the folders.",
                )
            self.folders[name] = folder.resolve()
        self._opened: dict[tuple[str, str], Opened] = {}
        self._lock = Lock()

    def open(self, name: str, as_of: str = "") -> Opened:
        """Return a study as it is now, or was known on a day; NotHere for another name."""
        if name not in self.folders:
            raise NotHere(unknown_name("study", name, self.folders))
        token = token_of(self.folders[name], as_of)
        with self._lock:
            held = self._opened.get((name, as_of))
            if held is None or held.token != token:
                held = Opened(name, Study.open(self.folders[name]), as_of, token)
                self._opened[name, as_of] = held
            return held
