"""Seed enterprise: a large strong firm is drawn into the cluster."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

seed_enterprise = declare(
    Instrument(
        name="seed_enterprise",
        number=10,
        label="Seed enterprise",
        answers=(Failure.EXTERNALITY, Failure.CAPABILITIES),
        suits=(Stage.BUDDING,),
        levers=(Lever("start_up.seed_firms", add=0.05, evidence=("SEE-01", "SEE-05", "P10")),),
        cost_per_firm=0,
        fixed_cost=18,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P10", "ENT-03"),
        about=(
            "Pays for a large strong firm to found a plant here, from which suppliers and "
            "neighbors learn. The price is high and a reassessment finds little."
        ),
    )
)
