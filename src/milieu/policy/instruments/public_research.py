"""Public research and technology transfer: institutes whose knowledge is open to firms."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

public_research = declare(
    Instrument(
        name="public_research",
        number=19,
        label="Public research and technology transfer",
        answers=(Failure.EXTERNALITY, Failure.INFRASTRUCTURE),
        suits=(Stage.BUDDING, Stage.MATURITY, Stage.DECLINE),
        levers=(
            Lever("research.public_funding", add=0.0023, evidence=("PUB-01", "PUB-08", "P19")),
            Lever("research.openness", add=0.05, evidence=("PUB-06", "P19")),
        ),
        cost_per_firm=0,
        fixed_cost=45,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P19",),
        about=(
            "Buys knowledge that institutes pass on and from which firms spin off. It works "
            "over decades, for firms that can absorb it."
        ),
    )
)
