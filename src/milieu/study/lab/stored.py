"""Stored answers of a study: those to the very question, and those between which is read."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from milieu.policy.quick_estimate import Between, Point, Quick
from milieu.store.shelf import replace_text
from milieu.study.lab.answer import FILE, Answer, plain, read_answer
from milieu.study.lab.model_version import model_version

POINTS = "points.json"
TASKS, RESULTS = "tasks", "results"  # where a study keeps what was done in the background


@dataclass(frozen=True)
class Points:
    """Experiments made ahead, for reading between.

    alike   what they have in common;  years: first and last, the first one before the policy
    runs    pairs of runs of each
    """

    alike: str
    cluster: str
    runs: int
    seed: int
    years: tuple[int, int]
    points: tuple[Point, ...]

    def write(self, folder: Path) -> None:
        """Write them into a folder; a crash leaves those before whole."""
        said = {**plain(self), "version": model_version()}
        replace_text(folder / POINTS, json.dumps(said, ensure_ascii=False) + "\n")


@dataclass(frozen=True)
class Entry:
    """What is remembered of one file: what an answer is to, its points, whether it has a gauge."""

    file: Path
    mark: str
    alike: str
    runs: int
    points: tuple[Point, ...]
    gauged: bool = False


class Stored:
    """The answers in a study's folder, each read once."""

    def __init__(self, study: Path) -> None:
        self._folder, self._lock = study / TASKS, Lock()
        self._read: dict[Path, tuple[int, Entry | None]] = {}
        self._between: dict[str, tuple[tuple[Path, ...], Between]] = {}

    def find(self, mark: str) -> tuple[str, Answer] | None:
        """Return task and answer to this very question: with a gauge, else of the most runs."""
        entries = [one for one in self._entries() if one.mark == mark]
        for one in sorted(entries, key=lambda entry: (-entry.gauged, -entry.runs)):
            answer = read_answer(one.file)
            if answer is not None:
                return one.file.parent.parent.name, answer
        return None

    def between(self, alike: str) -> Between:
        """Return what is stored and differs in nothing but doses; each dose of the most runs."""
        entries = [one for one in self._entries() if one.alike == alike and one.points]
        key = tuple(sorted(one.file for one in entries)) + tuple(
            Path(f"{one.runs}") for one in entries
        )
        with self._lock:
            held = self._between.get(alike)
            if held is None or held[0] != key:
                held = (key, Between(_the_best(entries)))
                self._between[alike] = held
            return held[1]

    def _entries(self) -> list[Entry]:
        with self._lock:
            return [entry for file in self._files() if (entry := self._entry(file)) is not None]

    def _files(self) -> Iterator[Path]:
        for name in (FILE, POINTS):
            yield from sorted(self._folder.glob(f"*/{RESULTS}/{name}"))

    def _entry(self, file: Path) -> Entry | None:
        try:
            stamp = file.stat().st_mtime_ns
        except OSError:
            return None
        held = self._read.get(file)
        if held is None or held[0] != stamp:
            held = (stamp, _entry_of(file))
            self._read[file] = held
        return held[1]


def quick(between: Between, doses: Mapping[str, float], outcomes: Any) -> dict[str, Quick]:
    """Return the quick estimate of outcomes; empty if one of them can not be told."""
    found = {name: between.at(doses, name) for name in outcomes}
    return {name: one for name, one in found.items() if one} if all(found.values()) else {}


def _the_best(entries: list[Entry]) -> list[Point]:
    best: dict[tuple[tuple[str, float], ...], Point] = {}
    for entry in entries:
        for point in entry.points:
            key = tuple(sorted(point.doses.items()))
            if key not in best or best[key].runs < point.runs:
                best[key] = point
    return list(best.values())


def _entry_of(file: Path) -> Entry | None:
    """Return what a file holds; None if it is of another version, or nothing."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said["version"] != model_version():
            return None
        points = _of_points(said) if file.name == POINTS else _of_answer(said)
        gauged = bool(said.get("gauge"))
        return Entry(file, said.get("mark", ""), said["alike"], said["runs"], points, gauged)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_points(said: Mapping[str, Any]) -> tuple[Point, ...]:
    return tuple(
        Point(
            one["doses"],
            {name: np.array(rows, np.float64) for name, rows in one["values"].items()},
            {name: np.array(rows, np.float64) for name, rows in one["errors"].items()},
            said["runs"],
        )
        for one in said["points"]
    )


def _of_answer(said: Mapping[str, Any]) -> tuple[Point, ...]:
    if not said["at_once"]:
        return ()
    rows = ("low_80", "middle", "high_80")
    values = {n: np.array([f[k] for k in rows], np.float64) for n, f in said["fans"].items()}
    errors = {name: np.array(fan["error"], np.float64) for name, fan in said["fans"].items()}
    return (Point(said["doses"], values, errors, said["runs"]),)
