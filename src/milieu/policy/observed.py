"""What a trigger may look at: observed figures of a cluster, never the true state of a firm."""

import math
from collections.abc import Mapping

from milieu.lifecycle.stage import STAGES

Bounds = tuple[float, float]
ANY, SHARE, POSITIVE = (-math.inf, math.inf), (0.0, 1.0), (0.0, math.inf)
ALARMS = ("lock_in", "race_to_the_bottom", "efficiency_trap")

FIGURES: Mapping[str, Bounds] = {
    **dict.fromkeys(("firms", "sales", "jobs", "value_added", "patents"), POSITIVE),
    **dict.fromkeys(("births", "deaths", "moved_in", "moved_out"), POSITIVE),
    **dict.fromkeys(("venture_capital", "infrastructure", "aid", "tax", "spending"), POSITIVE),
    **dict.fromkeys(("homogeneity", "reputation", "quality", "seen_share", "trust"), SHARE),
    **dict.fromkeys(("log_wage", "log_rent", "profit_rate", "mean_log_productivity"), ANY),
    "research_share": SHARE,
    "distance": (0.0, 0.5),
}
"""Figures of a cluster in a quarter, as observed in the twin, with the values that they can have;
how much firms lobby is among what nobody sees."""

OBSERVED: Mapping[str, Bounds] = {
    **{stage.value: SHARE for stage in STAGES},
    **dict.fromkeys(ALARMS, SHARE),
    **FIGURES,
}
"""All that triggers may look at: probabilities of stages and alarms, and figures."""
