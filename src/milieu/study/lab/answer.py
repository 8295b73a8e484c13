"""An answer of the lab: what runs came to so far, kept as one file of JSON."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.policy.experiment import Experiment
from milieu.policy.gauge import Gauge
from milieu.policy.quick_estimate import NORMAL, Point
from milieu.store.shelf import replace_text
from milieu.study.lab.model_version import model_version

FILE = "answer.json"
Of = TypeVar("Of")


@dataclass(frozen=True)
class Fan:
    """One outcome, B less A over runs.

    low_95 to high_95   ends of what holds so many percent of runs, by year;  error: of low, middle
                        and high of 80 % from the number of runs, shape (3, years)
    below, above        share of runs below and above zero in the last year
    """

    low_95: list[float]
    low_80: list[float]
    low_50: list[float]
    middle: list[float]
    high_50: list[float]
    high_80: list[float]
    high_95: list[float]
    error: list[list[float]]
    below: float
    above: float


@dataclass(frozen=True)
class Before:
    """The quick estimate that stood before the runs: ends of 80 % of them in the last year."""

    low: float
    middle: float
    high: float
    error: float
    points: int


@dataclass(frozen=True)
class Answer:
    """What runs came to so far.

    mark           of the two scenarios, the cluster as it begins, seed and version of the model
    alike          the same without what is done, for reading between answers
    names          of A and B;  doses: of B;  at_once: whether all begins at once, against nothing
    runs, most     pairs of runs made, and asked for;  settled: more would hardly move it
    unsettled      error of the ends of ranges from the number of runs, over the range
    first_year     of the runs;  shown_from: first year shown
    fans           by outcome, from `shown_from` to the last year
    found          the experiment;  gauge: response to more and more of `instrument`
    spent          public money a year of B less A, quarterly wages: ends and middle of 80 % of runs
    sales          of A in the treated clusters, a year in the mean, quarterly wages
    before         the quick estimate by outcome, where there was one
    wage           quarterly wage in national currency of `wage_year`, NaN where it is not known
    said           what must stand beside the figures
    scales         ends that the axis of each outcome had before, so that it only grows
    """

    mark: str
    alike: str
    cluster: str
    place: str
    names: tuple[str, str]
    doses: Mapping[str, float]
    at_once: bool
    runs: int
    most: int
    settled: bool
    unsettled: float
    seed: int
    first_year: int
    shown_from: int
    fans: Mapping[str, Fan]
    found: Experiment
    spent: tuple[float, float, float]
    wage: float
    wage_year: int
    sales: float
    said: tuple[str, ...] = ()
    caution: str = ""
    before: Mapping[str, Before] = field(default_factory=dict)
    gauge: Gauge | None = None
    instrument: str = ""
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    version: str = field(default_factory=model_version)

    @property
    def last_year(self) -> int:
        """Return the last year that is shown."""
        return self.shown_from + len(next(iter(self.fans.values())).middle) - 1

    @property
    def point(self) -> Point:
        """Return what is read between."""
        values = {n: np.array([f.low_80, f.middle, f.high_80]) for n, f in self.fans.items()}
        errors = {name: np.array(fan.error) for name, fan in self.fans.items()}
        return Point(self.doses, values, errors, self.runs)

    def off(self, outcome: str) -> float:
        """Return by how much the quick estimate's middle was missed, over its own error; NaN."""
        if outcome not in self.before:
            return math.nan
        before, fan = self.before[outcome], self.fans[outcome]
        error = math.hypot(before.error, NORMAL * fan.error[1][-1])
        return abs(before.middle - fan.middle[-1]) / error if error > 0 else math.nan

    def write(self, folder: Path) -> None:
        """Write it into a folder; a crash leaves the one before whole."""
        replace_text(folder / FILE, json.dumps(plain(self), ensure_ascii=False) + "\n")


def read_answer(file: Path) -> Answer | None:
    """Return the answer of a file; None if there is none, or of another version."""
    try:
        said = json.loads(file.read_text(encoding="utf-8"))
        if said.get("version") != model_version():
            return None
        found: Answer = made(Answer, said)
        return found
    except (OSError, ValueError, KeyError, TypeError):
        return None


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; what is no number, or without end, as text."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, float | np.floating):
        number = float(value)
        return number if math.isfinite(number) else str(number)
    return value.item() if isinstance(value, np.generic) else value


@cache
def hints_of(kind: type) -> dict[str, Any]:
    """Return the types of a dataclass's fields."""
    return get_type_hints(kind)


def made(kind: Any, value: Any) -> Any:
    """Return a value of a declared type from what `plain` gave."""
    if is_dataclass(kind):
        hints = hints_of(kind)  # type: ignore[arg-type]
        return kind(**{n: made(hints[n], v) for n, v in value.items()})  # type: ignore[operator]
    if kind is float:
        return float(value)
    origin, inner = get_origin(kind), get_args(kind)
    if kind in (Vector, Matrix) or origin is np.ndarray:
        return np.array(value, np.float64)
    if origin is tuple:
        of = inner[:1] * len(value) if inner[-1] is ... else inner
        return tuple(made(one, v) for one, v in zip(of, value, strict=True))
    if origin is list:
        return [made(inner[0], one) for one in value]
    if origin is UnionType:  # of a kind and nothing
        return None if value is None else made(inner[0], value)
    if isinstance(value, dict) and len(inner) == 2:
        return {key: made(inner[1], one) for key, one in value.items()}
    return value
