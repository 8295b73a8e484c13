"""A published number and how it is computed here."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
EXACT = 1e-9  # for numbers that are exact as printed
ROUNDING = 1.001  # half a digit and what binary numbers add to it


class AbsentError(Exception):
    """What a row rests on is not there: the real statistics, or a library's example data."""


@dataclass(frozen=True)
class Oracle:
    """A published number and how it is computed here.

    within         largest difference allowed
    printed        the published number with the digits it has in print
    note           where references disagree, which one is meant; "" if they do not
    needs_shared   rests on the real statistics, which are not part of the repository
    """

    indicator: str
    what: str
    published: float
    ours: Callable[[], float]
    within: float
    source: str
    note: str = ""
    needs_shared: bool = False
    printed: str = ""

    @property
    def name(self) -> str:
        """Return what the row is called in tests."""
        return f"{self.indicator}: {self.what}"


def row(
    indicator: str,
    what: str,
    printed: str,
    ours: Callable[[], float],
    source: str,
    note: str = "",
    *,
    within: float | None = None,
    shared: bool = False,
) -> Oracle:
    """Return a row whose number is given as printed, so that its last digit is known."""
    half = 0.5 * 10.0 ** -len(printed.partition(".")[2])
    within = within or half * ROUNDING
    return Oracle(indicator, what, float(printed), ours, within, source, note, shared, printed)


def shared() -> Path:
    """Return the folder of real statistics."""
    place = Path(os.environ.get("MILIEU_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not place.is_dir():
        raise AbsentError("needs the real statistics; set MILIEU_SHARED_DATA")
    return place
