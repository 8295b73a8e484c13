"""The recorded exam: what is published beside every simulation, good or bad."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from milieu.core.errors import UserError
from milieu.twin.exam.declare import FACTS
from milieu.twin.exam.industries import AcrossIndustries
from milieu.twin.exam.sitting import Result
from milieu.twin.exam.tables import (
    ablation_rows,
    curve_rows,
    mark_rows,
    number,
    rate_words,
)

FILE = "record.json"
Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Record:
    """An exam in words and tables, as it is kept.

    sentence   what it comes to, in one or two sentences
    tables     facts, industries, imposed, curves, ablations, paths: rows by column
    """

    date: str
    seed: int
    seeds: int
    pairs: int
    sentence: str
    tables: Mapping[str, Rows]


def recorded(result: Result) -> Record:
    """Return an exam as it is kept, dated today."""
    return Record(
        datetime.now(UTC).date().isoformat(),
        result.seed,
        result.seeds,
        result.pairs,
        sentence(result),
        {
            "facts": mark_rows(result.marks),
            "industries": industry_rows(result.industries),
            "imposed": imposed_rows(result),
            "curves": curve_rows(result.curves),
            "ablations": ablation_rows(result.ablations),
            "paths": path_rows(result),
        },
    )


def sentence(result: Result) -> str:
    """Return what an exam comes to, in words made from its numbers."""
    own = [mark for mark in result.marks if not mark.fact.starred]
    met = sum(mark.met for mark in own)
    failed = [mark.fact.label for mark in own if not mark.met]
    lacking = f" Not met: {'; '.join(failed)}." if failed else ""
    starred = [mark for mark in result.marks if mark.fact.starred]
    shown = "; ".join(f"{m.fact.label} in {rate_words(m.rate)}" for m in starred)
    size = (
        f"{result.firms_at_peak:,.0f} firms at its peak (mean), {result.setting.clusters} clusters "
        f"with elsewhere, {result.setting.quarters // 4} years"
    )
    return (
        f"In {result.seeds} fresh seeds (seed {result.seed}) the twin meets {met} of {len(own)} "
        f"facts that could be used to set it, each in the share of seeds it needs; all at once in "
        f"{rate_words(result.joint)} of seeds.{lacking} Facts that were never used: {shown}. "
        f"Industry of {size}."
    )


def industry_rows(found: AcrossIndustries) -> Rows:
    """Return the table of how entry and exit go together over simulated industries."""
    reach = f"{number(found.low)} to {number(found.high)}"
    band = FACTS["entry_exit_correlation"].band
    return [
        {
            "over": f"{found.industries} simulated industries",
            "correlation of entry and exit": number(found.correlation),
            "95 % range": reach,
            "band": band,
        }
    ]


def imposed_rows(result: Result) -> Rows:
    """Return the table of facts without the forms that may impose them."""
    return [
        {
            "fact": each.imposed.fact,
            "form taken away": each.imposed.form,
            "with": number(each.mean_with),
            "without": number(each.mean_without),
            "pass with": rate_words(each.passes_with),
            "pass without": rate_words(each.passes_without),
        }
        for each in result.imposed
    ]


def path_rows(result: Result) -> Rows:
    """Return ablations that show as a path, by decade."""
    rows = []
    for course in result.paths:
        for side, values in (("with", course.with_it), ("without", course.without_it)):
            decades = {f"decade {k}": number(float(v)) for k, v in enumerate(np.asarray(values), 1)}
            label = f"{course.ablation.label}: {'no' if side == 'with' else 'yes'}"
            rows.append({"quality sold": label, **decades})
    return rows


def write_record(record: Record, file: Path) -> None:
    """Write a record as readable JSON."""
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    file.write_text(text + "\n", encoding="utf-8")


@cache
def exam_record() -> Record:
    """Return the exam that this version was published with."""
    file = files("milieu.twin.exam").joinpath(FILE)
    if not file.is_file():
        raise UserError(
            "this installation has no recorded exam",
            next="Run `milieu exam --record` in a source checkout.",
        )
    return Record(**json.loads(file.read_text(encoding="utf-8")))
