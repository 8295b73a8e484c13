"""Shared infrastructure: roads, sites, networks and test beds that all firms of a cluster use."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

infrastructure = declare(
    Instrument(
        name="infrastructure",
        number=1,
        label="Shared infrastructure",
        answers=(Failure.INFRASTRUCTURE,),
        suits=(Stage.BUDDING, Stage.GROWTH),
        levers=(Lever("infrastructure.public_investment", add=0.05, evidence=("P1",)),),
        cost_per_firm=0.05,
        fixed_cost=0,
        administration_share=0,
        largest_intensity=10,
        cost_evidence=("P1",),
        about=(
            "Builds what all firms use and none would build alone. A road also lets outside "
            "rivals sell in, and a full site gets congested."
        ),
    )
)
