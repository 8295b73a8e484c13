"""A step of a build: what it reads, what it makes, and when its results are stale."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

import milieu
from milieu.core.catalogue import Catalogue
from milieu.core.progress import Progress
from milieu.store.shelf import Entry
from milieu.study.frame import Frame
from milieu.study.results import RESULTS
from milieu.study.settings import Settings


@dataclass(frozen=True)
class Work:
    """What a step works with: the tables and results as views, and a folder for scratch."""

    session: duckdb.DuckDBPyConnection
    settings: Settings
    scratch: Path
    progress: Progress

    @cached_property
    def frame(self) -> Frame:
        """Return how regions and industries hang together."""
        return Frame(self.session, self.settings)


Run = Callable[[Work], dict[str, pa.Table]]


@dataclass(frozen=True)
class Step:
    """One step.

    order     steps run in this order; a step may read what earlier ones made
    reads     tables and results that it reads; without rows in `needs` it is skipped
    makes     results, in the columns that `study/results.py` declares
    version   raised whenever the step's figures change
    """

    name: str
    order: int
    about: str
    needs: tuple[str, ...]
    reads: tuple[str, ...]
    makes: tuple[str, ...]
    run: Run
    version: int = 1

    def fingerprint(self, tables: Entry, settings: Settings, before: dict[str, str]) -> str:
        """Return what the results depend on; another one means that they are stale.

        before   fingerprints of the steps that ran before, by the results they made
        """
        depends = {
            "milieu": milieu.__version__,
            "version": self.version,
            "columns": {r: [f.name for f in RESULTS[r].fields] for r in self.makes if r in RESULTS},
            "settings": asdict(settings),
            "tables": {t: tables.versions.get(t) for t in self.reads},
            "results": {r: before[r] for r in self.reads if r in before},
        }
        text = json.dumps(depends, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


STEPS: Catalogue[Step] = Catalogue("step", "milieu.study.steps")


def step(declared: Step) -> Step:
    """Declare a step."""
    STEPS.add(declared.name, declared)
    return declared


def in_order() -> list[Step]:
    """Return all steps in the order in which they run."""
    return sorted(STEPS.values(), key=lambda s: s.order)
