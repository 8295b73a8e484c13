"""Tables of the exam: rows as plain dictionaries, and Markdown for the documents."""

import math
from collections.abc import Mapping, Sequence

from milieu.twin.exam.ablation import Ablation
from milieu.twin.exam.comparison import Comparison
from milieu.twin.exam.curves import Curve
from milieu.twin.exam.marks import Mark, PassRate
from milieu.twin.exam.response import Response

Row = dict[str, str]
UNKNOWN = "unknown"


def mark_rows(marks: Sequence[Mark]) -> list[Row]:
    """Return one row a fact; a star stands behind those that are never used to calibrate."""
    return [
        {
            "fact": mark.fact.label + (" *" if mark.fact.starred else ""),
            "band": mark.fact.band,
            "mean": number(mark.mean),
            "10 to 90 %": f"{number(mark.low)} to {number(mark.high)}",
            "seeds that pass (95 % range)": rate_words(mark.rate),
            "not measurable": percent(mark.unknown_share),
            "needed": percent(mark.fact.share_needed),
            "met": "yes" if mark.met else "no",
            "imposed": mark.fact.imposed or "no",
            "source": mark.fact.source,
        }
        for mark in marks
    ]


def ablation_rows(found: Sequence[tuple[Ablation, Comparison]]) -> list[Row]:
    """Return one row an ablation: the outcome with and without, and what was found."""
    return [
        {
            "switched off": ablation.label,
            "phenomenon": ablation.phenomenon,
            "with": number(made.mean_with),
            "without": number(made.mean_without),
            "difference (95 % range)": _with_range(made.difference, made.low, made.high),
            "should": f"{ablation.expected} without it",
            "found": made.found,
            "seeds": str(made.seeds),
            "left out": str(made.left_out),
        }
        for ablation, made in found
    ]


def curve_rows(found: Sequence[tuple[Curve, Response]]) -> list[Row]:
    """Return one row a response curve: what is expected, what was found, and where it peaks."""
    return [
        {
            "response": curve.label + (" *" if curve.starred else ""),
            "lever": curve.lever,
            "expected": curve.expected,
            "found": response.verdict,
            "peak (95 % range)": _with_range(response.peak, response.peak_low, response.peak_high),
            "seeds": str(response.seeds),
            "left out": str(response.left_out),
            "imposed": curve.imposed or "no",
            "source": curve.source,
        }
        for curve, response in found
    ]


def markdown(rows: Sequence[Mapping[str, str]]) -> str:
    """Return rows of one set of columns as a table in Markdown; "" without rows."""
    if not rows:
        return ""
    columns = list(rows[0])
    lines = [columns, ["---"] * len(columns), *([row[c] for c in columns] for row in rows)]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def rate_words(rate: PassRate) -> str:
    """Return a share of seeds with its range in words."""
    if rate.seeds == 0:
        return "no seeds"
    return f"{percent(rate.share)} ({percent(rate.low)} to {percent(rate.high)})"


def number(value: float) -> str:
    """Return a number with three significant digits; a word where it is unknown."""
    return f"{value:.3g}".replace("-", "−") if math.isfinite(value) else UNKNOWN


def percent(share: float) -> str:
    """Return a share in percent; a word where it is unknown."""
    return f"{100 * share:.0f} %" if math.isfinite(share) else UNKNOWN


def _with_range(value: float, low: float, high: float) -> str:
    return f"{number(value)} ({number(low)} to {number(high)})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
