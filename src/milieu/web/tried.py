"""Tried: which tasks of a study were about a cluster, told by a stamp that changes with them."""

import os
import time
from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import Lock

from milieu.web.tasks.folder import FOLDER
from milieu.web.tasks.task import RECORD, read_task

FRESH = 1.0  # seconds for which the tasks are not looked at again


@dataclass
class _Index:
    """The tasks of a study: their clusters by record and its time, and a stamp by cluster."""

    looked: float = -FRESH
    known: dict[str, tuple[int, str]] = field(default_factory=dict)
    stamps: dict[str, str] = field(default_factory=dict)


_INDEXES: dict[Path, _Index] = defaultdict(_Index)
_TURN = Lock()


def tried_stamp(folder: Path, cluster: str) -> str:
    """Return what changes with the tasks about a cluster; empty where there are none."""
    with _TURN:
        index = _INDEXES[folder]
        if time.monotonic() - index.looked >= FRESH:
            _look(folder / FOLDER, index)
        return index.stamps.get(cluster, "")


def _look(tasks: Path, index: _Index) -> None:
    found: dict[str, tuple[int, str]] = {}
    for name in _names(tasks):
        try:
            changed = (tasks / name / RECORD).stat().st_mtime_ns
        except OSError:
            continue
        before = index.known.get(name)
        found[name] = (
            before if before and before[0] == changed else (changed, _cluster(tasks / name))
        )
    told: dict[str, list[str]] = defaultdict(list)
    for name, (changed, cluster) in sorted(found.items()):
        told[cluster].append(f"{name} {changed}")
    index.stamps = {
        cluster: sha256("|".join(said).encode()).hexdigest()[:12]
        for cluster, said in told.items()
        if cluster
    }
    index.known, index.looked = found, time.monotonic()


def _names(tasks: Path) -> list[str]:
    try:
        return [one.name for one in os.scandir(tasks) if not one.name.startswith(".")]
    except OSError:
        return []


def _cluster(folder: Path) -> str:
    task = read_task(folder)
    return str(task.options.get("cluster") or "") if task else ""
