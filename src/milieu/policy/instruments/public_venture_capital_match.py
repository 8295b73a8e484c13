"""Public match of venture capital: public money beside private money."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

public_venture_capital_match = declare(
    Instrument(
        name="public_venture_capital_match",
        number=9,
        label="Public match of venture capital",
        answers=(Failure.FINANCE,),
        suits=(Stage.BUDDING, Stage.GROWTH),
        levers=(
            Lever("venture_capital.public_match", add=0.2, evidence=("PVC-01", "PVC-02", "P9")),
        ),
        cost_per_firm=0,
        fixed_cost=1,
        administration_share=0.1,
        paid_out_per_firm=0.1,
        largest_intensity=5,
        cost_evidence=("P9", "P22"),
        about=(
            "Puts public beside private risk capital. It helps as a moderate share behind "
            "private investors and hurts as a large share."
        ),
    )
)
