"""Catalogues of declared things: the folder is the list."""

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from threading import RLock
from typing import Generic, TypeVar

from milieu.core.errors import unknown_name

Thing = TypeVar("Thing")


class Catalogue(Mapping[str, Thing], Generic[Thing]):
    """Everything that the files of one folder declare, by name.

    kind      the word for one of them in messages, such as "indicator"
    package   the folder, such as "milieu.indicators"; its files are imported at first use
    """

    def __init__(self, kind: str, package: str) -> None:
        self.kind, self.package = kind, package
        self._things: dict[str, Thing] = {}
        self._loaded = self._loading = False
        self._lock = RLock()

    def add(self, name: str, thing: Thing) -> None:
        """Declare a thing; a name can be declared once only."""
        if name in self._things:
            raise ValueError(f"{self.kind} {name!r} is declared twice")
        self._things[name] = thing

    def __getitem__(self, name: str) -> Thing:
        self._load()
        if name not in self._things:
            raise unknown_name(self.kind, name, self._things)
        return self._things[name]

    def __contains__(self, name: object) -> bool:
        self._load()
        return name in self._things

    def __iter__(self) -> Iterator[str]:
        self._load()
        return iter(sorted(self._things))

    def __len__(self) -> int:
        self._load()
        return len(self._things)

    def _load(self) -> None:
        if self._loaded:
            return
        with self._lock:  # other threads wait until everything is there
            if self._loaded or self._loading:  # a file that is being read may ask, too
                return
            self._loading = True
            try:
                folder = importlib.import_module(self.package)
                for file in pkgutil.iter_modules(folder.__path__, self.package + "."):
                    importlib.import_module(file.name)
                self._loaded = True
            finally:
                self._loading = False
