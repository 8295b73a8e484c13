"""What a policy is to the twin: what each instrument moves, for whom, and what it costs."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Real = NDArray[np.float64]


class Measures(NamedTuple):
    """The instruments of a policy, as arrays.

    add                    shape (instruments, levers): what intensity 1 adds to each lever
    cost_per_firm          quarterly wages per eligible firm and quarter at intensity 1
    fixed_cost             quarterly wages per cluster and quarter at intensity 1
    administration_share   of what is paid out, besides
    eligibility            shape (instruments, 6): jobs, age in years and tier, each from and to
    """

    add: Real
    cost_per_firm: Real
    fixed_cost: Real
    administration_share: Real
    eligibility: Real


def no_measures(levers: int) -> Measures:
    """Return a policy without instruments."""
    nothing = np.zeros(0)
    return Measures(np.zeros((0, levers)), nothing, nothing, nothing, np.zeros((0, 6)))
