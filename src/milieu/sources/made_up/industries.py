"""The industries of the made-up country: groups of classes, from a data file."""

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np

from milieu.core.arrays import Codes, Vector
from milieu.core.errors import UserError

TOTAL = "00"
CLASSES_PER_GROUP = 6
RATES = ("job_share", "firm_size", "research", "export_share", "productivity", "wage")


@dataclass(frozen=True)
class Industries:
    """Industries of all levels; the first code is the total, then groups, then classes.

    codes, names, parents, digits   one per industry; the total has no parent
    group      position of each class's group among the groups, shape (classes,)
    related    position of the group that each group buys from and learns from, (groups,)
    traded     whether a group sells beyond its region, shape (groups,)
    job_share  of all jobs, shape (groups,)
    firm_size  mean jobs of a firm; research: spending in percent of output; export_share: of
               output; productivity and wage: thousand crowns per job and year; (groups,) each
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    parents: tuple[str | None, ...]
    digits: tuple[int, ...]
    group: Codes
    related: Codes
    traded: Codes
    job_share: Vector
    firm_size: Vector
    research: Vector
    export_share: Vector
    productivity: Vector
    wage: Vector

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return len(self.related)

    @property
    def class_codes(self) -> tuple[str, ...]:
        """Return the codes of the classes."""
        return self.codes[1 + self.groups :]


def read_industries(classes: int) -> Industries:
    """Return the first groups of the file that hold so many classes, spread over its sectors.

    classes   a multiple of six from 24 to 120
    """
    rows = list(csv.DictReader(_lines()))
    groups = [row for row in rows if row["parent"] == TOTAL]
    wanted = classes // CLASSES_PER_GROUP
    if classes % CLASSES_PER_GROUP or not 4 <= wanted <= len(groups):
        raise UserError(
            f"industries is {classes}, but it must be a multiple of {CLASSES_PER_GROUP} "
            f"from 24 to {CLASSES_PER_GROUP * len(groups)}",
            next="Leave it out for 120.",
        )
    at = np.unique(np.linspace(0, len(groups) - 1, wanted).round().astype(int))
    groups = [groups[i] for i in at]
    codes = [row["industry"] for row in groups]
    below = [row for row in rows if row["parent"] in codes]
    return Industries(
        codes=(TOTAL, *codes, *(row["industry"] for row in below)),
        names=("All industries", *(row["name"] for row in [*groups, *below])),
        parents=(None, *[TOTAL] * wanted, *(row["parent"] for row in below)),
        digits=(0, *[2] * wanted, *[4] * len(below)),
        group=np.array([codes.index(row["parent"]) for row in below], np.int32),
        related=np.array([_related(codes, row["related"]) for row in groups], np.int32),
        traded=np.array([row["traded_local"] == "traded" for row in groups]).astype(np.int32),
        **{name: np.array([float(row[name]) for row in groups]) for name in RATES},
    )


def _related(codes: list[str], code: str) -> int:
    """Return the position of a group, or of the nearest one where it was left out."""
    return min(range(len(codes)), key=lambda at: abs(int(codes[at]) - int(code)))


def _lines() -> list[str]:
    file = files("milieu.sources.made_up").joinpath("industries.csv")
    return file.read_text(encoding="utf-8").splitlines()
