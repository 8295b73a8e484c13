"""Court and arbitration: quick and fair ends of quarrels over contracts."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

court_and_arbitration = declare(
    Instrument(
        name="court_and_arbitration",
        number=13,
        label="Court and arbitration",
        answers=(Failure.INSTITUTIONS,),
        suits=(Stage.BUDDING, Stage.GROWTH, Stage.MATURITY, Stage.DECLINE),
        levers=(
            Lever("trust.court", add=0.3, evidence=("COU-01", "COU-03", "P13")),
            Lever("intermediaries.legal", add=0.2, evidence=("P13",)),
        ),
        cost_per_firm=0.005,
        fixed_cost=8,
        administration_share=0,
        largest_intensity=3,
        cost_evidence=("P13",),
        about=(
            "Speeds up the recovery of debts and ends quarrels, so that strangers can deal. "
            "It helps where courts are slow and little elsewhere."
        ),
    )
)
