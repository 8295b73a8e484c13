"""The figures of jobs over the years: as they are, and as parts of those of one year."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from milieu.core.language import _
from milieu.report.cluster_figures import in_year
from milieu.report.comparing.reading import MOST, Compared, One
from milieu.report.figure import Figure, described
from milieu.report.figures.courses import courses
from milieu.report.reading import amount
from milieu.report.words import MISSING, Amount, Kind, listed, number, years

WIDE, NARROW, HEIGHT = 560, 328, 240  # pixels of a drawing with all its texts; of the plot alone
PERCENT = 0.01
FAIR = 0.2  # of the jobs of the last year, from which on an index is read; assumption R4


def jobs_figures(compared: Compared) -> list[Figure]:
    """Return jobs on one scale, and indexed to the first year that all have; none if unknown."""
    if not any(one.years for one in compared.ones):
        return []
    base = first_of_all(compared.ones)
    return [absolute(compared), *([indexed(compared, base)] if base else [])]


def absolute(compared: Compared) -> Figure:
    """Return jobs as they are, on one scale."""
    lines = [_line(one) for one in compared.ones]
    shown = [
        {"line": line, "text": f"{one.letter} {_last(line)}"}
        for one, line in zip(compared.ones, lines, strict=True)
    ]
    short = [{**row, "text": one.letter} for row, one in zip(shown, compared.ones, strict=True)]
    where = _where(compared)
    return Figure(
        name="jobs",
        title=_("Jobs: {where}", where=where),
        how=_("One scale, from 0. Thin bars: 80 % range where a year is estimated."),
        alt=described(_("Lines"), _("jobs"), where, _reading(shown)),
        charts={
            "wide": partial(courses, shown, width=WIDE, height=HEIGHT),
            "narrow": partial(courses, short, width=NARROW, height=HEIGHT, right=24),
        },
        columns=(_("Year"), *(one.letter for one in compared.ones)),
        rows=_table(compared, lambda one, year: one.jobs(year).spoken),
        source=compared.source,
        command=compared.command("cluster_years"),
    )


def indexed(compared: Compared, base: int) -> Figure:
    """Return jobs as parts of those of a year."""
    shown = []
    for one in compared.ones:
        begin = one.jobs(base).value
        line = [_part(row, begin) for row in _line(one) if begin]
        last = next((row["value"] for row in reversed(line) if row["value"] is not None), None)
        said = MISSING if last is None else number(last, Kind.SHARE, PERCENT)
        shown.append({"line": line, "text": f"{one.letter} {said}"})
    short = [{**row, "text": one.letter} for row, one in zip(shown, compared.ones, strict=True)]
    where = _where(compared)
    return Figure(
        name="indexed",
        title=_("Jobs, {base} = 100 %: {where}", base=base, where=where),
        how=_("Each cluster against itself. Dashed line: as many as in {base}.", base=base),
        alt=described(
            _("Lines"), _("jobs as parts of those of {base}", base=base), where, _reading(shown)
        ),
        charts={
            "wide": partial(courses, shown, width=WIDE, height=HEIGHT, percent=True),
            "narrow": partial(courses, short, width=NARROW, height=HEIGHT, right=24, percent=True),
        },
        columns=(_("Year"), *(one.letter for one in compared.ones)),
        rows=_table(compared, lambda one, year: _index(one, year, base)),
        source=compared.source,
        command=compared.command("cluster_years"),
    )


def first_of_all(ones: Sequence[One]) -> int:
    """Return the first year in which all have a fair part of the jobs they have last; 0 if none.

    From a few jobs at the very beginning everything grows a hundredfold, which tells nothing.
    """
    known = [_fair_years(one) for one in ones if one.years]
    return min(set.intersection(*known), default=0) if known else 0


def _fair_years(one: One) -> set[int]:
    """Return the years with at least so large a part of the jobs of the last known year."""
    jobs = {row["year"]: row["jobs"] for row in one.years if row["jobs"]}
    last = jobs[max(jobs)] if jobs else 0.0
    return {year for year, number in jobs.items() if number >= FAIR * last}


def _line(one: One) -> list[dict[str, Any]]:
    rows = []
    for row in one.years:
        jobs = amount(row, "jobs")
        low, high = (None, None) if jobs.exact else (jobs.low, jobs.high)
        rows.append({"year": row["year"], "low": low, "value": jobs.value, "high": high,
                     "text": jobs.text})  # fmt: skip
    return rows


def _part(row: Mapping[str, Any], begin: float) -> dict[str, Any]:
    """Return a year's jobs as a part of those of the first; its range keeps its width."""
    ends = {k: None if row[k] is None else row[k] / begin for k in ("low", "value", "high")}
    return {"year": row["year"], **ends}


def _index(one: One, year: int, base: int) -> str:
    jobs, begin = one.jobs(year), one.jobs(base).value
    if not begin:
        return MISSING
    low, value, high = (
        None if end is None else end / begin for end in (jobs.low, jobs.value, jobs.high)
    )
    return Amount(low, value, high, Kind.SHARE, proven=jobs.proven).spoken


def _table(compared: Compared, cell: Any) -> list[tuple[str, ...]]:
    span = sorted({row["year"] for one in compared.ones for row in one.years})
    return [(str(year), *(cell(one, year) for one in compared.ones)) for year in span]


def _where(compared: Compared) -> str:
    span = [row["year"] for one in compared.ones for row in one.years]
    letters = listed([one.letter for one in compared.ones], MOST)
    return in_year(letters, years(min(span), max(span)))


def _last(line: Sequence[Mapping[str, Any]]) -> str:
    return next((row["text"] for row in reversed(line) if row["value"] is not None), MISSING)


def _reading(shown: Sequence[Mapping[str, Any]]) -> str:
    return _("at the end {figures}", figures=", ".join(one["text"] for one in shown))
