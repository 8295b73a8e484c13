"""A comparison of the clusters of a small study, as pages are handed it."""

from pathlib import Path

from milieu.report.comparing.reading import Compared, ones
from milieu.report.lots import held_lots
from milieu.report.reading import clusters
from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import SmallStudy, made, of_cells


def study(folder: Path, count: int = 12) -> SmallStudy:
    """Return a study with every state of stage, alarm, peer and outlook."""
    found = with_foresight(made(folder, clusters=count))
    found.tables["indicators"] += of_cells(count, 2014)
    return found


def compared(folder: Path, *numbers: int, count: int = 12) -> Compared:
    """Return the comparison of clusters by number."""
    session = study(folder, count).session()
    known = {one.id: one for one in clusters(session)}
    lots = held_lots(session, list(known.values()))
    return Compared(ones=ones(lots, [known[f"apparel-{n}"] for n in numbers]), source="Source: x.")
