"""Patent pledge window: banks lend against patents, and the window appraises and insures them."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

ip_pledge_window = declare(
    Instrument(
        name="ip_pledge_window",
        number=8,
        label="Patent pledge window",
        answers=(Failure.FINANCE,),
        suits=(Stage.GROWTH,),
        levers=(Lever("bank.pledge_window", add=0.5, evidence=("IPP-05", "P8")),),
        cost_per_firm=0.01,
        fixed_cost=3,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P8",),
        about=(
            "Makes patents worth something to a bank. Studies also find strategic patents and "
            "that older, larger firms are served first."
        ),
    )
)
