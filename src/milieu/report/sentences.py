"""Sentences: what the figures say, generated from the same amounts as tables and charts."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from milieu.core.language import _, in_sense, several
from milieu.report.cited import Cited, Claim
from milieu.report.reading import Cluster
from milieu.report.retelling import retold
from milieu.report.words import (
    Kind,
    after,
    before,
    capital,
    count,
    listed,
    number,
    plain,
    probability,
    together,
    whole,
)

SURE, UNSURE = 0.75, 0.5  # share of definitions under which a cluster is called sure, unsure
PERCENT = 0.01
VERDICTS = ("disagrees", "agrees")  # of claims that facts can check

Sentence = tuple[str, str]  # what is said strongly, and the rest of it


def opening(
    all_clusters: Sequence[Cluster], hidden: Sequence[Mapping[str, Any]], nation: str
) -> list[Sentence]:
    """Return the answers of the first screen: how many, where, how sure, how much is hidden.

    nation   what shares are shares of
    """
    if not all_clusters:
        none = before(_("No clusters are known in this study."))
        return [(none, _no_clusters(hidden)), *_hidden(hidden)]
    year = max(cluster.last_year for cluster in all_clusters)
    current = [cluster for cluster in all_clusters if cluster.last_year == year]
    return [
        _how_many(all_clusters, current, year),
        _extremes(current, nation),
        _how_sure(current),
        *_hidden(hidden),
    ]


def facts_opening(facts: Sequence[Cited], claims: Sequence[Claim]) -> list[Sentence]:
    """Return what the cited facts are about, and how many claims they contradict."""
    known, subject = capital(count(sum(len(one.rows) for one in facts), "cited fact")), facts[0]
    if len(facts) > 1:
        others = count(len(facts) - 1, "other subject")
        about = _("{facts} about {subject} and {others}.", facts=known, subject=subject.name,
                  others=others)  # fmt: skip
    else:
        about = _("{facts} about {subject}.", facts=known, subject=subject.name)
    guessed = _("Each carries its citation and quality; nothing between them is guessed.")
    checked = [claim for claim in claims if claim.verdict in VERDICTS]
    return [(before(about), guessed), *([_contradicted(checked)] if checked else [])]


def _contradicted(checked: Sequence[Claim]) -> Sentence:
    wrong, claims = sum(c.verdict == "disagrees" for c in checked), count(len(checked), "claim")
    if wrong:
        said = several("{n} of {claims} disagrees with the statistics.",
                       "{n} of {claims} disagree with the statistics.",
                       wrong, n=wrong, claims=claims)  # fmt: skip
    else:
        said = _("None of {claims} disagrees with the statistics.", claims=claims)
    return before(said), _("Each claim stands below beside what the facts say.")


@dataclass(frozen=True)
class Told:
    """A claim as the reader's language has it; `verdict` is the word that it has in the program."""

    paper: str
    claim: str
    verdict: str
    evidence: str


def by_verdict(claims: Sequence[Claim]) -> list[Told]:
    """Return claims, those that the facts contradict first and those they can not check last."""
    order = {name: at for at, name in enumerate(VERDICTS)}
    ordered = sorted(claims, key=lambda claim: order.get(claim.verdict, len(order)))
    return [Told(retold(c.paper), retold(c.claim), c.verdict, retold(c.evidence)) for c in ordered]


def verdict(cluster: Cluster, newest: int, nation: str) -> list[Sentence]:
    """Return what a cluster's page answers first; `nation` is what shares are shares of."""
    quotient = cluster.quotient
    concentrated = _(
        "{quotient} times its industries' share of jobs in {whole} ({year}).",
        quotient=quotient.range if quotient.value is None else quotient.text,
        whole=nation,
        year=cluster.last_year,
    )
    held = quotient.range if quotient.value is not None else ""
    said = [
        (concentrated, after(together(_range(held), _rank(cluster)))),
        (_("Jobs: {jobs}", jobs=cluster.jobs.spoken), _since_peak(cluster)),
        (_certain(cluster), after(_existence(cluster))),
    ]
    if cluster.last_year < newest:
        gone = _("No cluster any more: last found in {year}.", year=cluster.last_year)
        said.insert(0, (gone, ""))
    return said


def type_sentence(cluster: Cluster) -> Sentence:
    """Return Markusen's type and its evidence, which often is that nobody can tell."""
    if not cluster.type:
        return (_("Type: not asked."), "")
    evidence = retold(cluster.evidence)
    if cluster.evidence.lower().startswith(cluster.type.lower()):
        return (before(_("Type (Markusen):")), evidence)
    return (before(_("Type (Markusen): {type}.", type=plain(cluster.type))), evidence)


def _how_many(everything: Sequence[Cluster], current: Sequence[Cluster], year: int) -> Sentence:
    levels = Counter(plain(cluster.level) for cluster in current)
    if len(levels) > 1:
        parts = [
            _("{n} at {level} level", n=whole(n), level=level) for level, n in levels.most_common()
        ]
        rest = _("{parts}.", parts=capital(listed(parts)))
    else:
        rest = _("All are at {level} level.", level=next(iter(levels)))
    if gone := len(everything) - len(current):
        earlier = several(
            "{n} earlier cluster is no longer found.",
            "{n} earlier clusters are no longer found.",
            gone,
            n=whole(gone),
        )
        rest = together(rest, earlier)
    head = _("{clusters} in {year}.", clusters=count(len(current), "cluster"), year=year)
    return (before(head), rest)


def _extremes(current: Sequence[Cluster], nation: str) -> Sentence:
    first = max(current, key=lambda c: c.quotient.value or 0.0)
    largest = max(current, key=lambda c: c.jobs.value or 0.0)
    if first.quotient.value is None:
        dense = _("The most concentrated is {cluster}.", cluster=first.name)
    else:
        dense = _(
            "The most concentrated is {cluster}: {quotient} times its industries' share of jobs "
            "in {whole}.",
            cluster=first.name,
            quotient=first.quotient.spoken,
            whole=nation,
        )
    if largest.jobs.value is None:
        return ("", dense)
    jobs = largest.jobs.spoken
    large = _("The largest is {cluster} with {jobs} jobs.", cluster=largest.name, jobs=jobs)
    return ("", together(dense, large))


def _how_sure(current: Sequence[Cluster]) -> Sentence:
    published = whole(sum(cluster.status == "published" for cluster in current))
    known = [cluster.robustness for cluster in current if cluster.robustness is not None]
    asked, of = before(_("How sure?")), whole(len(current))
    if not known:
        said = _(
            "{published} of {total} rest on published figures alone; how far they depend on the "
            "definition was not tried.",
            published=published,
            total=of,
        )
        return (asked, said)
    said = _(
        "{published} of {total} rest on published figures alone. {sure} exist under at least three "
        "quarters of the definitions tried, {unsure} under fewer than half.",
        published=published,
        total=of,
        sure=whole(sum(r >= SURE for r in known)),
        unsure=whole(sum(r < UNSURE for r in known)),
    )
    return (asked, said)


def _hidden(hidden: Sequence[Mapping[str, Any]]) -> list[Sentence]:
    if not hidden:
        return []
    year = max(row["year"] for row in hidden)
    now = [row for row in hidden if row["year"] == year]
    cells, kept = sum(row["cells"] for row in now), sum(row["hidden"] for row in now)
    if not kept:
        all_of = _("All {cells} cells of {year} are published.", cells=whole(cells), year=year)
        return [(before(_("Nothing is hidden.")), all_of)]
    said = _(
        "{hidden} of {cells} cells of {year} ({share}). They are estimated within what the "
        "published margins allow and carry open marks and ranges; none is shown as published.",
        hidden=whole(kept),
        cells=whole(cells),
        year=year,
        share=number(kept / cells, Kind.SHARE, PERCENT),
    )
    return [(before(_("What is hidden?")), said)]


def _no_clusters(hidden: Sequence[Mapping[str, Any]]) -> str:
    if hidden:
        return _(
            "The rule finds none in the cells; lower thresholds in study.toml would show more."
        )
    return _("It has no jobs by region and industry; a table of employment would be needed.")


def _range(text: str) -> str:
    return _("Range: {range}.", range=text) if text else ""


def _rank(cluster: Cluster) -> str:
    if cluster.rank is None:
        return ""
    rank = whole(cluster.rank)
    return _("Rank {rank} at {level} level.", rank=rank, level=plain(cluster.level))


def _since_peak(cluster: Cluster) -> str:
    """Return how the sentence on jobs goes on and ends."""
    change, year = cluster.change.value, cluster.peak_year
    if change is None or year is None or not cluster.peak_jobs.value:
        return in_sense("end of a sentence", ".")
    if abs(change) < 0.005:
        if year > cluster.first_year:
            return _(", the most since {year}.", year=cluster.first_year)
        return in_sense("end of a sentence", ".")
    size = number(abs(change), Kind.SHARE, PERCENT)
    if change < 0:
        return _(", {share} fewer than in {year}, the year with most.", share=size, year=year)
    return _(", {share} more than in {year}, the year with most.", share=size, year=year)


def _certain(cluster: Cluster) -> str:
    if cluster.robustness is None:
        return _("Whether it is a cluster under other definitions was not tried.")
    share = number(cluster.robustness, Kind.SHARE, PERCENT)
    return _("It is a cluster under {share} of the definitions tried.", share=share)


def _existence(cluster: Cluster) -> str:
    if not cluster.hidden:
        return _("It rests on published figures only.")
    cells = count(cluster.hidden, "hidden cell")
    if cluster.exists is None:
        return _("It rests on {cells}; how probable it is, given those, is not known.", cells=cells)
    return _(
        "It rests on {cells}; the probability that it would be found if they were known is "
        "{chance}.",
        cells=cells,
        chance=probability(cluster.exists),
    )
