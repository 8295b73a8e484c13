"""The figure of a cluster's place in its life: now, and the years before."""

from functools import partial
from itertools import groupby
from typing import Any

from milieu.core.language import _, in_sense
from milieu.lifecycle.stage import STAGES
from milieu.report.cluster_figures import Known, placed
from milieu.report.diagnosis import percent, stage_sentence
from milieu.report.figure import Figure, described
from milieu.report.figures.position import position
from milieu.report.foresight_reading import Rows, leading, probabilities
from milieu.report.words import MISSING, count, plain, years

WIDE, NARROW = 640, 328  # pixels of a drawing with all its texts


def position_figure(known: Known) -> Figure | None:
    """Return where the cluster stands on the curve of life; None without probabilities of now."""
    rows = known.foresight.stages
    if not rows or None in probabilities(rows[-1]).values():
        return None
    stays = spent(rows)
    now: list[dict[str, Any]] = [
        {
            "stage": stage,
            "probability": share or 0.0,
            "text": percent(share or 0.0),
            "stays": stays.get(stage, []),
            "note": _last_stay(stays.get(stage, [])),
        }
        for stage, share in probabilities(rows[-1]).items()
    ]
    last = rows[-1]["year"]
    where = placed(known.cluster, years(last, last))
    comma = in_sense("between names of a list", ", ")
    return Figure(
        name="position",
        title=_("Place in life: {where}", where=where),
        short=_("Place in life: {where}", where=years(last, last)),
        how=_(
            "Area: probability now. Gray dots: the most probable stage of each past year. The "
            "curve is a picture, not a measurement."
        ),
        alt=described(_("Curve"), _("stage"), where, stage_sentence(rows)[0]),
        charts={
            "wide": partial(position, now, path(rows), width=WIDE),
            "narrow": partial(position, [{**n, "note": ""} for n in now], path(rows), width=NARROW),
        },
        columns=(_("Stage"), _("Probability in {year}", year=last), _("Most probable in")),
        rows=[(plain(n["stage"]), n["text"], comma.join(n["stays"]) or MISSING) for n in now],
        source=known.source,
        command=known.command("stages", cluster=known.cluster.id, year=str(last)),
        held=1,
    )


def _last_stay(stays: list[str]) -> str:
    """Return the last stay in a stage, and how many there were: there is room for one."""
    if len(stays) < 2:
        return "".join(stays)
    return _("{years}; {stays}", years=stays[-1], stays=count(len(stays), "stay"))


def path(rows: Rows) -> list[dict[str, Any]]:
    """Return for each past year its stage and its place within the stay there, 0 to 1."""
    found = []
    for stage, group in groupby(rows[:-1], key=leading):
        stay = list(group)
        for at, row in enumerate(stay):
            share = (at + 0.5) / len(stay)
            found.append({"year": row["year"], "stage": stage, "share": share})
    return [row for row in found if row["stage"] in list(STAGES)]


def spent(rows: Rows) -> dict[str, list[str]]:
    """Return by stage the stretches of years in which it was the most probable."""
    found: dict[str, list[str]] = {}
    for stage, group in groupby(rows, key=leading):
        stay = [row["year"] for row in group]
        found.setdefault(stage, []).append(years(stay[0], stay[-1]))
    return found
