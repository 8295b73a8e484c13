"""Sentences: what the figures say, generated from the same amounts as tables and charts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from milieu.report.cited import Cited, Claim
from milieu.report.reading import Cluster
from milieu.report.words import (
    Kind,
    capital,
    count,
    listed,
    number,
    plain,
    probability,
)

SURE, UNSURE = 0.75, 0.5  # share of definitions under which a cluster is called sure, unsure
PERCENT = 0.01
VERDICTS = ("disagrees", "agrees")  # of claims that facts can check

Sentence = tuple[str, str]  # what is said strongly, and the rest of it


def opening(
    all_clusters: Sequence[Cluster], hidden: Sequence[Mapping[str, Any]], whole: str
) -> list[Sentence]:
    """Return the answers of the first screen: how many, where, how sure, how much is hidden."""
    if not all_clusters:
        return [("No clusters are known in this study. ", _no_clusters(hidden)), *_hidden(hidden)]
    year = max(cluster.last_year for cluster in all_clusters)
    current = [cluster for cluster in all_clusters if cluster.last_year == year]
    return [
        _how_many(all_clusters, current, year),
        _extremes(current, whole),
        _how_sure(current),
        *_hidden(hidden),
    ]


def facts_opening(facts: Sequence[Cited], claims: Sequence[Claim]) -> list[Sentence]:
    """Return what the cited facts are about, and how many claims they contradict."""
    total, first = sum(len(one.rows) for one in facts), facts[0]
    others = f" and {count(len(facts) - 1, 'other subject')}" if len(facts) > 1 else ""
    about = f"{capital(count(total, 'cited fact'))} about {first.name}{others}. "
    said = [(about, "Each carries its citation and quality; nothing between them is guessed.")]
    checked = [claim for claim in claims if claim.verdict in VERDICTS]
    wrong = sum(claim.verdict == "disagrees" for claim in checked)
    if checked:
        verb = "disagree" if wrong > 1 else "disagrees"
        said.append(
            (
                f"{wrong or 'None'} of {count(len(checked), 'claim')} {verb} with the statistics. ",
                "Each claim stands below beside what the facts say.",
            )
        )
    return said


def by_verdict(claims: Sequence[Claim]) -> list[Claim]:
    """Return claims, those that the facts contradict first and those they can not check last."""
    order = {name: at for at, name in enumerate(VERDICTS)}
    return sorted(claims, key=lambda claim: order.get(claim.verdict, len(order)))


def verdict(cluster: Cluster, newest: int, whole: str) -> list[Sentence]:
    """Return what a cluster's page answers first."""
    quotient = cluster.quotient
    share = quotient.range if quotient.value is None else quotient.text
    said = [
        (
            f"{share} times its industries' share of jobs in {whole} ({cluster.last_year}).",
            f" {_range(quotient.range if quotient.value is not None else '')}{_rank(cluster)}",
        ),
        (f"Jobs: {cluster.jobs.spoken}", f"{_since_peak(cluster)}."),
        (_certain(cluster), _existence(cluster)),
    ]
    if cluster.last_year < newest:
        said.insert(0, (f"No cluster any more: last found in {cluster.last_year}.", ""))
    return said


def type_sentence(cluster: Cluster) -> Sentence:
    """Return Markusen's type and its evidence, which often is that nobody can tell."""
    if not cluster.type:
        return ("Type: not asked.", "")
    if cluster.evidence.lower().startswith(cluster.type.lower()):
        return ("Type (Markusen): ", cluster.evidence)
    return (f"Type (Markusen): {cluster.type}. ", cluster.evidence)


def _how_many(everything: Sequence[Cluster], current: Sequence[Cluster], year: int) -> Sentence:
    levels = Counter(plain(cluster.level) for cluster in current)
    parts = [f"{number:,} at {level} level" for level, number in levels.most_common()]
    gone = len(everything) - len(current)
    rest = (
        f"{capital(listed(parts))}."
        if len(parts) > 1
        else f"All are at {next(iter(levels))} level."
    )
    if gone:
        verb = "is" if gone == 1 else "are"
        rest += f" {capital(count(gone, 'earlier cluster'))} {verb} no longer found."
    return (f"{count(len(current), 'cluster')} in {year}. ", rest)


def _extremes(current: Sequence[Cluster], whole: str) -> Sentence:
    first = max(current, key=lambda c: c.quotient.value or 0.0)
    largest = max(current, key=lambda c: c.jobs.value or 0.0)
    said = f"The most concentrated is {first.name}"
    if first.quotient.value is not None:
        said += f": {first.quotient.spoken} times its industries' share of jobs in {whole}"
    if largest.jobs.value is None:
        return ("", f"{said}.")
    return ("", f"{said}. The largest is {largest.name} with {largest.jobs.spoken} jobs.")


def _how_sure(current: Sequence[Cluster]) -> Sentence:
    published = sum(cluster.status == "published" for cluster in current)
    known = [cluster.robustness for cluster in current if cluster.robustness is not None]
    said = f"{published:,} of {len(current):,} rest on published figures alone"
    if not known:
        return ("How sure? ", f"{said}; how far they depend on the definition was not tried.")
    sure, unsure = sum(r >= SURE for r in known), sum(r < UNSURE for r in known)
    return (
        "How sure? ",
        f"{said}. {sure:,} exist under at least three quarters of the definitions tried, "
        f"{unsure:,} under fewer than half.",
    )


def _hidden(hidden: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    if not hidden:
        return []
    year = max(row["year"] for row in hidden)
    now = [row for row in hidden if row["year"] == year]
    cells, kept = sum(row["cells"] for row in now), sum(row["hidden"] for row in now)
    if not kept:
        return [("Nothing is hidden. ", f"All {cells:,} cells of {year} are published.")]
    share = number(kept / cells, Kind.SHARE, PERCENT)
    return [
        (
            "What is hidden? ",
            f"{kept:,} of {cells:,} cells of {year} ({share}). They are estimated within what the "
            "published margins allow and carry open marks and ranges; none is shown as published.",
        )
    ]


def _no_clusters(hidden: Sequence[Mapping[str, Any]]) -> str:
    if hidden:
        return "The rule finds none in the cells; lower thresholds in study.toml would show more."
    return "It has no jobs by region and industry; a table of employment would be needed."


def _range(text: str) -> str:
    return f"Range: {text}. " if text else ""


def _rank(cluster: Cluster) -> str:
    if cluster.rank is None:
        return ""
    return f"Rank {cluster.rank:,} at {plain(cluster.level)} level."


def _since_peak(cluster: Cluster) -> str:
    change, year = cluster.change.value, cluster.peak_year
    if change is None or year is None or not cluster.peak_jobs.value:
        return ""
    if abs(change) < 0.005:
        return f", the most since {cluster.first_year}" if year > cluster.first_year else ""
    size = number(abs(change), Kind.SHARE, PERCENT)
    return f", {size} {'fewer' if change < 0 else 'more'} than in {year}, the year with most"


def _certain(cluster: Cluster) -> str:
    if cluster.robustness is None:
        return "Whether it is a cluster under other definitions was not tried."
    share = number(cluster.robustness, Kind.SHARE, PERCENT)
    return f"It is a cluster under {share} of the definitions tried."


def _existence(cluster: Cluster) -> str:
    if not cluster.hidden:
        return " It rests on published figures only."
    said = f" It rests on {count(cluster.hidden, 'hidden cell')}"
    if cluster.exists is None:
        return f"{said}; how probable it is, given those, is not known."
    chance = probability(cluster.exists)
    return f"{said}; the probability that it would be found if they were known is {chance}."
