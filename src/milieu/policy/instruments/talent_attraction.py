"""Talent attraction: an offer to specialists to come and stay."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

talent_attraction = declare(
    Instrument(
        name="talent_attraction",
        number=6,
        label="Talent attraction",
        answers=(Failure.CAPABILITIES, Failure.EXTERNALITY),
        suits=(Stage.GROWTH,),
        levers=(
            Lever("labor_and_land.talent_inflow", add=0.0064, evidence=("ENT-06", "TAL-03", "P6")),
        ),
        cost_per_firm=0.1,
        fixed_cost=3,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P6",),
        about=(
            "Draws specialists from elsewhere. They patent themselves; those already there "
            "gain little, and what one place wins another loses."
        ),
    )
)
