"""Facts that need several runs: how the twin responds to doses of one lever."""

from collections.abc import Callable
from dataclasses import dataclass

from milieu.twin.exam import outcomes
from milieu.twin.exam.response import Verdict
from milieu.twin.exam.run import Run


@dataclass(frozen=True)
class Curve:
    """A response that the literature describes, shown by paired runs over seeds.

    lever     "mechanism.parameter" that is set for the whole run
    doses     its values, in the lever's unit
    outcome   a run to one number
    expected  what `inverted_u` should say
    imposed   which part of it a form or parameter imposes, in words; "" if none
    """

    name: str
    label: str
    lever: str
    doses: tuple[float, ...]
    outcome: Callable[[Run], float]
    expected: Verdict
    source: str
    imposed: str = ""
    starred: bool = False


PUBLIC_SHARES = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
TURN = "the share up to which public money draws private money in is a parameter"
CURVES = (
    Curve(
        "research_response_to_aid",
        "R&D that is not lobbying, as a share of sales, against aid as a share of sales",
        "government.grant_share",
        (0.0, 0.01, 0.02, 0.04, 0.08, 0.16),
        outcomes.effective_research_share,
        "inverted U",
        "Guellec and Van Pottelsberghe de la Potterie (2003); Görg and Strobl (2007)",
        "how much R&D aid draws in and puts out at each firm are parameters; the turn is not",
    ),
    Curve(
        "venture_capital_and_productivity",
        "Log productivity against the public share of venture capital",
        "venture_capital.public_match",
        PUBLIC_SHARES,
        outcomes.log_productivity,
        "inverted U",
        "Brander, Du and Hellmann (2015)",
        TURN,
    ),
    Curve(
        "venture_capital_and_value_added",
        "Value added against the public share of venture capital",
        "venture_capital.public_match",
        PUBLIC_SHARES,
        outcomes.value_added,
        "inverted U",
        "Brander, Du and Hellmann (2015)",
        TURN,
    ),
)
