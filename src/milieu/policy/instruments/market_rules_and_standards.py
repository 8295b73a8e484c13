"""Market rules and standards: a floor under the quality that may be sold."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

market_rules_and_standards = declare(
    Instrument(
        name="market_rules_and_standards",
        number=14,
        label="Market rules and standards",
        answers=(Failure.INSTITUTIONS, Failure.INFORMATION),
        suits=(Stage.GROWTH,),
        levers=(
            Lever("quality.floor", add=0.1, evidence=("MRS-02", "P14")),
            Lever("quality.seen_share", add=0.05, evidence=("P14",)),
        ),
        cost_per_firm=0.01,
        fixed_cost=6,
        administration_share=0,
        largest_intensity=5,
        cost_evidence=("P14",),
        about=(
            "Sets a lowest quality, so that one firm's scandal does not ruin its neighbors' "
            "name. No trial of a standard was found; what is at stake is known."
        ),
    )
)
