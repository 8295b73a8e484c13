"""Development of intermediaries: a market for consultants, recruiters and raters."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

intermediary_development = declare(
    Instrument(
        name="intermediary_development",
        number=20,
        label="Development of intermediaries",
        answers=(Failure.INTERACTION, Failure.INFORMATION),
        suits=(Stage.GROWTH,),
        levers=(
            Lever("intermediaries.consulting", add=0.2, evidence=("IDV-01", "IDV-02", "P20")),
            Lever("intermediaries.talent", add=0.2, evidence=("P20",)),
            Lever("intermediaries.rating", add=0.2, evidence=("IDV-04", "P20")),
        ),
        cost_per_firm=0.03,
        fixed_cost=4,
        administration_share=0,
        largest_intensity=3,
        cost_evidence=("P20",),
        about=(
            "Vouchers and start-up money for those who serve firms, until a market of "
            "services stands by itself. Buying a specialist beats teaching the owner."
        ),
    )
)
