"""What a form imposes: each fact again, without the form that its value may owe to."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Imposed:
    """A fact, and a form or parameter that may put it in rather than explain it.

    switches   "mechanism.parameter" -> the value at which the form says nothing
    """

    fact: str
    form: str
    switches: Mapping[str, float]


IMPOSED = (
    Imposed("growth_shape", "customers come in bunches (an urn)", {"risk.bunching": 0.0}),
    Imposed("size_variance_slope", "shocks fall with size", {"risk.size_slope": 0.0}),
    Imposed("productivity_persistence", "a passing efficiency reverts", {"risk.efficiency": 0.0}),
    Imposed(
        "patent_concentration",
        "patents rise with R&D spending (power .3 for .89)",
        {"innovation.patent_power": 0.3},
    ),
    Imposed("density_elasticity", "cost falls with the cluster's jobs", {"unit_cost.scale": 0.0}),
    Imposed("size_tail_exponent", "utility falls with size", {"market.size_drag": 0.0}),
    Imposed("shake_out", "the minimum scale rises", {"exit.scale_growth": 0.0}),
)
