"""The figures of one cluster's page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from shlex import quote
from typing import Any

from milieu.core.language import _, in_sense
from milieu.report.figure import NARROW, WIDE, Figure, described, legend
from milieu.report.figures.history import over_years
from milieu.report.figures.rows import bars, dots
from milieu.report.foresight_reading import JOBS, Foresight
from milieu.report.reading import Cluster, Frame, amount, lone, ranged
from milieu.report.words import (
    MISSING,
    Amount,
    Kind,
    capital,
    number,
    plain,
    probability,
    whole,
    year,
    years,
)

MEMBERS = 10  # bars; the table behind has all members
PERCENT = 0.01


@dataclass(frozen=True)
class Known:
    """What the figures of one cluster are made of.

    whole    what shares are shares of, such as "the nation"
    source   the line under each figure
    shared   the same without the cluster's hidden cells, for what rests on more or on other than
             its own jobs
    asking   the end of every command: as of which day
    foresight  what is known of stage, alarms, peers and outlook
    """

    cluster: Cluster
    years: Sequence[dict[str, Any]]
    members: Sequence[dict[str, Any]]
    names: Frame
    whole: str
    source: str
    study: str
    asking: str = ""
    foresight: Foresight = field(default_factory=Foresight)
    shared: str = ""

    @property
    def elsewhere(self) -> str:
        """Return the line under a figure that does not rest on the cluster's own jobs."""
        return self.shared or self.source

    @property
    def where(self) -> str:
        """Return name, level and years for titles."""
        ends = (row["year"] for row in (self.years[0], self.years[-1]))
        return placed(self.cluster, years(*ends))

    @property
    def when(self) -> str:
        """Return the years for titles on the cluster's own page."""
        return years(self.years[0]["year"], self.years[-1]["year"])

    def command(self, result: str, **only: str) -> str:
        """Return the command that shows the same rows, by default those of the cluster."""
        chosen = only or {"cluster": self.cluster.id}
        parts = "".join(f" --only {quote(f'{name}={value}')}" for name, value in chosen.items())
        return f"milieu show {quote(self.study)} {result}{parts}{self.asking}"


def placed(cluster: Cluster, stretch: str) -> str:
    """Return name, level and years for titles; `stretch` is the years in words."""
    return _("{cluster}, {level} level, {years}", cluster=cluster.name,
             level=plain(cluster.level), years=stretch)  # fmt: skip


def cluster_figures(known: Known) -> list[Figure]:
    """Return the figures that the cluster's rows allow."""
    figures = [quotient(known), share(known)] if known.years else []
    if known.years and not known.foresight.forecast(JOBS):  # else the fan shows the same line
        figures.insert(0, history(known))
    figures += (
        [members(known)] if len({m["region"] + m["industry"] for m in known.members}) > 1 else []
    )
    return [*figures, robustness(known)]


def history(known: Known) -> Figure:
    """Return jobs over the years."""
    amounts = [amount(row, "jobs") for row in known.years]
    peak, last = known.cluster.peak_year, known.years[-1]["year"]
    rows = [
        {
            **_row(row, jobs),
            "peak": _("most: {jobs} in {year}", jobs=jobs.text, year=row["year"])
            if row["year"] == peak != last
            else "",
        }
        for row, jobs in zip(known.years, amounts, strict=True)
    ]
    return Figure(
        name="history",
        title=_("Jobs: {where}", where=known.where),
        short=_("Jobs: {where}", where=known.when),
        how=_("Line from 0. Band: range that holds 80 %."),
        alt=described(
            _("Line"), _("jobs"), known.where, _reading(known, amounts), _exception(known)
        ),
        charts={
            "wide": partial(over_years, rows, width=WIDE, height=230),
            "narrow": partial(over_years, rows, width=NARROW, height=190),
        },
        columns=(_("Year"), _("Jobs"), _("Range"), _("Status"), _("Found by the rule")),
        rows=[
            (
                str(row["year"]),
                jobs.text,
                _range(jobs),
                plain(row["status"]),
                yes_or_no(row["found"]),
            )
            for row, jobs in zip(known.years, amounts, strict=True)
        ],
        source=known.source,
        command=known.command("cluster_years"),
        legend=legend([row["status"] for row in known.years]),
    )


def quotient(known: Known) -> Figure:
    """Return the location quotient over the years."""
    amounts = [ranged(row, "location_quotient", Kind.RATIO) for row in known.years]
    return _yearly(
        known,
        "quotient",
        _("Location quotient"),
        amounts,
        ",.1~f",
        (1.0, _("1: as in {whole}", whole=known.whole)),
        _(
            "Share of the cluster's industries in its jobs over their share in {whole}.",
            whole=known.whole,
        ),
    )


def share(known: Known) -> Figure:
    """Return the cluster's share of all jobs of its industries over the years."""
    amounts = [lone(row, "share_of_nation", Kind.SHARE) for row in known.years]
    return _yearly(
        known,
        "share",
        _("Share of {whole}", whole=known.whole),
        amounts,
        ".1~%",
        None,
        _("Of all jobs of the member industries in {whole}.", whole=known.whole),
    )


def members(known: Known) -> Figure:
    """Return the member cells in the last year, the largest first."""
    last = known.years[-1]["year"] if known.years else known.cluster.last_year
    cells = [(row, amount(row, "jobs")) for row in known.members if row["year"] == last]
    cells.sort(key=lambda cell: -(cell[1].value or cell[1].high or 0))
    named = _namer(known, [row for row, _ in cells])
    rows = [{**_row(row, jobs), "label": named(row), "text": jobs.spoken} for row, jobs in cells]
    where = in_year(known.cluster.name, last)
    return Figure(
        name="members",
        title=_("Members by jobs: {where}", where=where),
        short=_("Members by jobs: {where}", where=year(last)),
        how=_("The {n} largest of {total}.", n=MEMBERS, total=whole(len(rows)))
        if len(rows) > MEMBERS
        else _("From 0."),
        alt=described(
            _("Bars"),
            _("jobs by member"),
            where,
            _("the largest is {name} with {jobs}", name=rows[0]["label"], jobs=rows[0]["text"])
            if rows
            else _("no member is known"),
        ),
        charts={"any": partial(bars, rows[:MEMBERS], width=330)},
        columns=(_("Member"), _("Jobs"), _("Range"), _("Status")),
        rows=[(named(row), jobs.text, _range(jobs), plain(row["status"])) for row, jobs in cells],
        source=known.source,
        command=known.command("cluster_members"),
        legend=legend([row["status"] for row, _ in cells]),
    )


def robustness(known: Known) -> Figure:
    """Return how sure it is that this is a cluster at all."""
    cluster = known.cluster
    entries = [
        (
            _("Definitions under which it exists"),
            cluster.robustness,
            number(cluster.robustness, Kind.SHARE, PERCENT),
        ),
        (_("Probability, given hidden cells"), cluster.exists, _existence(cluster)),
        (_("Probability to be among the first 100"), cluster.listed, probability(cluster.listed)),
    ]
    rows = [
        {
            "label": label,
            "value": value,
            "low": None,
            "high": None,
            "status": "published",
            "text": text,
        }
        for label, value, text in entries
    ]
    where = in_year(cluster.name, cluster.last_year)
    reading = in_sense("between parts", "; ").join(
        _("{label}: {text}", label=label.lower(), text=text) for label, _value, text in entries
    )
    return Figure(
        name="robustness",
        title=_("Is it a cluster? {where}", where=where),
        short=_("Is it a cluster? {where}", where=year(cluster.last_year)),
        how=_("From 0 (never) to 100 % (always)."),
        alt=described(_("Dots"), _("certainty"), where, reading),
        charts={"any": partial(dots, rows, width=330, domain=(0.0, 1.0))},
        columns=(_("Question"), _("Answer")),
        rows=[(label, text) for label, _value, text in entries],
        source=known.source,
        command=known.command("clusters"),
    )


def _yearly(
    known: Known,
    name: str,
    measure: str,
    amounts: Sequence[Amount],
    format: str,
    reference: tuple[float, str] | None,
    how: str,
) -> Figure:
    """Return a small figure of a measure over the years."""
    rows = [_row(row, figure) for row, figure in zip(known.years, amounts, strict=True)]
    return Figure(
        name=name,
        title=_("{measure}: {where}", measure=measure, where=known.where),
        short=_("{measure}: {where}", measure=measure, where=known.when),
        how=how,
        alt=described(_("Line"), measure.lower(), known.where, _reading(known, amounts)),
        charts={
            "any": partial(
                over_years, rows, width=NARROW, height=150, format=format, reference=reference
            )
        },
        columns=(_("Year"), measure, _("Range"), _("Status")),
        rows=[
            (str(row["year"]), figure.text, _range(figure), plain(row["status"]))
            for row, figure in zip(known.years, amounts, strict=True)
        ],
        source=known.source,
        command=known.command("cluster_years"),
        legend=legend(
            [row["status"] for row in rows], ranges=any(row["low"] is not None for row in rows)
        ),
    )


def _row(row: dict[str, Any], figure: Amount) -> dict[str, Any]:
    """Return a row of a chart. A figure that may only be a range carries no value into it."""
    low, high = (None, None) if figure.exact else (figure.low, figure.high)
    status = row["status"] if figure.value is not None or low is not None else "published"
    text = figure.text if figure.value is not None else figure.range
    return {
        "year": row["year"],
        "low": low,
        "value": figure.value,
        "high": high,
        "status": status,
        "text": text,
    }


def _reading(known: Known, amounts: Sequence[Amount]) -> str:
    first, last = known.years[0]["year"], known.years[-1]["year"]
    now = _("{value} in {year}", value=amounts[-1].spoken, year=last)
    if first == last:
        return now
    then = _("{value} in {year}", value=amounts[0].spoken, year=first)
    return _("{then}, {now}", then=then, now=now)


def _exception(known: Known) -> str:
    unsure = [str(row["year"]) for row in known.years if row["status"] != "published"]
    if not unsure:
        return ""
    years = in_sense("between names of a list", ", ").join(unsure)
    return _("Not published but estimated or a range only: {years}", years=years)


def _range(figure: Amount) -> str:
    if figure.proven and figure.range:
        return _("{range} (proven)", range=figure.range)
    return figure.range or (_("exact") if figure.exact else MISSING)


def _existence(cluster: Cluster) -> str:
    """Return the probability to be found; without hidden cells there is nothing to guess."""
    if not cluster.hidden and cluster.exists == 1:
        return _("none is hidden")
    return probability(cluster.exists)


def in_year(what: str, when: int | str) -> str:
    """Return what a title is about, with its one year, or its years in words."""
    return _("{what}, {years}", what=what, years=year(when) if isinstance(when, int) else when)


def yes_or_no(found: bool | None) -> str:
    """Return yes or no in words; a dash where it is not known."""
    return MISSING if found is None else _("yes") if found else _("no")


def _namer(known: Known, rows: Sequence[dict[str, Any]]) -> Any:
    """Return how members are called: by what tells them apart."""
    regions, industries = ({row[k] for row in rows} for k in ("region", "industry"))
    region, industry = known.names.region_name, known.names.industry_name
    if len(industries) == 1:
        return lambda row: capital(region(row["region"]))
    if len(regions) == 1:
        return lambda row: capital(industry(row["industry"]))
    return lambda row: _(
        "{industry}, {region}",
        industry=capital(industry(row["industry"])),
        region=region(row["region"]),
    )
