"""A panel: one row a region, industry and year, its keys as codes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector
from milieu.core.errors import UserError

Label = str | int
Keys = Codes | NDArray[np.uint16]
Jobs = Vector | NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Panel:
    """Jobs of regions and industries over years, the rows in any order.

    region, industry, year   codes from 0, shape (rows,); positions in the labels
    jobs                     persons employed, >= 0; NaN where hidden; shape (rows,). Single
                             precision is enough where it holds all numbers exactly: nothing is
                             added up in it
    regions, industries, years   labels of the codes
    A cell without a row has no jobs: zero, not unknown. A cell has one row at most.
    """

    region: Keys
    industry: Keys
    year: Keys
    jobs: Jobs
    regions: tuple[Label, ...]
    industries: tuple[Label, ...]
    years: tuple[Label, ...]

    def __len__(self) -> int:
        return len(self.jobs)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Return how many years, regions and industries there are."""
        return len(self.years), len(self.regions), len(self.industries)

    def name(self, row: int) -> str:
        """Return the key of a row for a message."""
        codes = (
            ("region", self.region, self.regions),
            ("industry", self.industry, self.industries),
            ("year", self.year, self.years),
        )
        return ", ".join(f"{what}={_label(code[row], labels)}" for what, code, labels in codes)


def _label(code: int, labels: tuple[Label, ...]) -> str:
    return str(labels[code]) if 0 <= code < len(labels) else f"code {code} of {len(labels)}"


def panel_of(region: Any, industry: Any, year: Any, jobs: Any) -> Panel:
    """Return a panel from arrays of labels and jobs of one length.

    raises   UserError if the lengths differ
    """
    jobs = np.ascontiguousarray(jobs, np.float64)
    codes, labels = [], []
    for name, values in (("region", region), ("industry", industry), ("year", year)):
        known, code = np.unique(np.asarray(values), return_inverse=True)
        if code.shape != jobs.shape:
            raise UserError(
                f"has shape {code.shape}, but jobs has {jobs.shape}",
                where=name,
                next="Give one region, industry and year for each number of jobs.",
            )
        codes.append(code.astype(np.int32))
        labels.append(tuple(known.tolist()))
    return Panel(codes[0], codes[1], codes[2], jobs, labels[0], labels[1], labels[2])
