"""Entry incentive: money for firms that move in."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

entry_incentive = declare(
    Instrument(
        name="entry_incentive",
        number=16,
        label="Entry incentive",
        answers=(Failure.EXTERNALITY,),
        suits=(Stage.BUDDING,),
        levers=(
            Lever("location_choice.incentive", add=0.02, evidence=("ENT-03", "ENT-05", "P16")),
        ),
        cost_per_firm=0.1,
        fixed_cost=2,
        administration_share=0,
        largest_intensity=5,
        cost_evidence=("P16",),
        about=(
            "Makes the place cheaper for newcomers. Most would have come anyway, many come "
            "from next door."
        ),
    )
)
