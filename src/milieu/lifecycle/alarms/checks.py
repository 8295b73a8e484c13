"""What values alarms accept: a wrong one is named with its cluster and year."""

import numpy as np

from milieu.core.errors import UserError
from milieu.lifecycle.trajectories import Trajectories

SHARES = ("external_link_share", "related_entry_share", "buyer_concentration")
ANY_SIGN = ("margin", "nation_margin", "technology_similarity")


def check(known: Trajectories) -> None:
    """Raise UserError for the first value that is infinite, negative or above what can be."""
    for measure, values in known.known.items():
        low = -np.inf if measure in ANY_SIGN else 0.0
        high = 1.0 if measure in SHARES else np.inf
        bad = np.isinf(values) | (values < low) | (values > high)
        if bad.any():
            cluster, year = (int(i) for i in np.argwhere(bad)[0])
            raise UserError(
                f"{measure} is {values[cluster, year]:g}, but it must be {_allowed(low, high)}",
                where=f"{known.names[cluster]}, {known.years[year]}",
                next="Leave the value NaN if it is not known.",
            )


def _allowed(low: float, high: float) -> str:
    if high == 1:
        return "0 to 1"
    return "finite" if low < 0 else "a number of at least 0"
