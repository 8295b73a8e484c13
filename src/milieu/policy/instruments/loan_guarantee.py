"""Loan guarantee: the state stands surety for part of a firm's credit."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Eligibility, Instrument, Lever, declare
from milieu.policy.failures import Failure

loan_guarantee = declare(
    Instrument(
        name="loan_guarantee",
        number=7,
        label="Loan guarantee",
        answers=(Failure.FINANCE,),
        suits=(Stage.BUDDING, Stage.GROWTH),
        eligible=Eligibility(jobs_max=250),
        levers=(Lever("bank.guarantee_share", add=0.1, evidence=("LGU-01", "LGU-07", "P7")),),
        cost_per_firm=0,
        fixed_cost=2,
        administration_share=0.05,
        paid_out_per_firm=0.03,
        largest_intensity=5,
        cost_evidence=("P7", "P22"),
        about=(
            "Lets young and small firms borrow more than banks would lend. Sharp designs find "
            "more working capital, no more investment and more defaults; it does not scale "
            "well."
        ),
    )
)
