"""The figure of ties: which firms of one cluster learned from which."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_, _
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, described
from milieu.report.twin.circle_figure import within
from milieu.report.twin.numbers import short
from milieu.report.twin.shown import Ran
from milieu.report.twin.ties import ties
from milieu.report.words import count, together, whole
from milieu.twin.observe import Run
from milieu.twin.outcomes import course
from milieu.twin.state import TIES

SAMPLE = 60  # firms drawn, the largest by sales
RECENT = 2  # years
LEGEND = (
    ("line", N_("in the last two years")),
    ("past-line", N_("in the {n} years before")),
    ("tile lower", N_("has learned from a firm outside the cluster")),
)


@dataclass(frozen=True)
class Ties:
    """Firms of one cluster at the end of a year, and from whom they have learned.

    firms     records of `firm_years`, the largest first
    links     rows of firms: who learned, from whom;  year in which
    outside   whether a firm has a tie to one outside the cluster
    """

    firms: NDArray[Any]
    links: NDArray[np.int64]
    years: NDArray[np.int64]
    outside: NDArray[np.bool_]


def ties_of(one: Run, cluster: int, year: int) -> Ties:
    """Return the ties of a cluster's firms that last at the end of a year.

    A firm's record names one of its ties a year, each in turn, so all of the last six years are
    read; a tie that was replaced since is then shown beside its successor.
    """
    rows = one.firm_years
    now = rows[(rows["year"] == year) & (rows["cluster"] == cluster)]
    firms = now[np.argsort(-now["log_sales"], kind="stable")]
    recent = (rows["year"] > year - TIES) & (rows["year"] <= year) & (rows["tied_to"] > 0)
    said = rows[recent & np.isin(rows["firm"], firms["firm"])]
    place = {firm: at for at, firm in enumerate(firms["firm"].tolist())}
    found: dict[tuple[int, int], int] = {}
    outside = np.zeros(len(firms), np.bool_)
    for firm, partner, when in zip(
        said["firm"].tolist(), said["tied_to"].tolist(), said["year"].tolist(), strict=True
    ):
        if partner in place:
            pair = (place[firm], place[partner])
            found[pair] = max(when, found.get(pair, when))
        else:
            outside[place[firm]] = True
    links = np.array(list(found), np.int64).reshape(-1, 2)
    return Ties(firms, links, np.array(list(found.values()), np.int64), outside)


def ties_figure(one: Run, ran: Ran) -> Figure | None:
    """Return a sample of who learned from whom in the largest cluster; None without ties."""
    last = one.years - 1
    chosen = ran.chosen(course(one)["jobs"][last])
    if not chosen:
        return None
    cluster = chosen[0]
    found = ties_of(one, cluster, last)
    if not len(found.links):
        return None
    firms, links, best = _drawn(one, found, last)
    sampled = min(len(found.firms), SAMPLE)
    where = in_year(_(ran.places[cluster]), ran.when(last))
    reading = _(
        "{ties} among {firms}; {outside} have learned from outside",
        ties=count(len(links), "tie"),
        firms=count(sampled, "firm"),
        outside=int(found.outside[:SAMPLE].sum()),
    )
    which = _("All {firms}", firms=count(sampled, "firm"))
    if len(found.firms) > SAMPLE:
        which = _("The {n} largest of {total} firms", n=SAMPLE, total=whole(len(found.firms)))
    return Figure(
        name="ties",
        title=_("Who learned from whom: {where}", where=where),
        how=_(
            "{which}; area: sales, at least a dot. A line joins a firm to one that it last "
            "learned from: whose innovation it grafted on its own.",
            which=which,
        ),
        alt=described(_("Network"), _("learning between firms"), where, reading),
        charts={
            "wide": partial(ties, firms, links, best, width=552, tall=330),
            "narrow": partial(ties, firms, links, best, width=328, tall=300),
        },
        columns=(
            _("Firm"),
            _("Learned from"),
            _("Last in"),
            _("Firm's sales"),
            _("The other's sales"),
        ),
        rows=[_cells(found, at, ran) for at in range(len(found.links))],
        source=together(ran.of_one, _("Firms are numbered by sales, the largest first.")),
        command=ran.command,
        legend=tuple(
            (mark, _(said, n=TIES - RECENT) if "{" in said else _(said)) for mark, said in LEGEND
        ),
    )


def _drawn(
    one: Run, found: Ties, year: int
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], float]:
    """Return firms and ties as they are drawn, and where what sells best lies."""
    turn = 2 * np.pi * found.firms["position"]
    middle = float(np.arctan2(np.sin(turn).mean(), np.cos(turn).mean()) / (2 * np.pi))
    turns = within(found.firms["position"] - middle)
    firms = [
        {"turns": float(t), "log_productivity": float(f["log_productivity"]),
         "sales": float(np.exp(f["log_sales"])), "outside": bool(o)}
        for t, f, o in zip(turns, found.firms, found.outside, strict=True)
    ][:SAMPLE]  # fmt: skip
    links = [
        {"one": int(a), "other": int(b), "recent": bool(when > year - RECENT)}
        for (a, b), when in zip(found.links, found.years, strict=True)
        if max(a, b) < SAMPLE
    ]
    best = float(within(np.array([one.world["sweet_spot"][4 * year + 3] - middle]))[0])
    return firms, links, best


def _cells(found: Ties, at: int, ran: Ran) -> tuple[str, ...]:
    learner, other = found.links[at]
    sales = (short(float(np.exp(found.firms["log_sales"][k]))) for k in (learner, other))
    when = str(ran.first_year + int(found.years[at]))
    return (whole(learner + 1), whole(other + 1), when, *sales)
