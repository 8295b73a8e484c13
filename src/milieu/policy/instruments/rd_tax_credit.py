"""R&D tax credit: a share of what a firm spends on research comes back."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Eligibility, Instrument, Lever, declare
from milieu.policy.failures import Failure

rd_tax_credit = declare(
    Instrument(
        name="rd_tax_credit",
        number=3,
        label="R&D tax credit",
        answers=(Failure.EXTERNALITY,),
        suits=(Stage.GROWTH, Stage.MATURITY),
        eligible=Eligibility(jobs_max=250),
        levers=(Lever("innovation.tax_credit", add=0.15, evidence=("RTC-01", "RTC-04", "P3")),),
        cost_per_firm=0,
        fixed_cost=0,
        administration_share=0.02,
        paid_out_per_firm=0.27,
        largest_intensity=3,
        cost_evidence=("P3", "P22"),
        about=(
            "Pays back a share of research spending to every small or medium firm that does "
            "any, without choosing. It needs firms that already do research; part of the "
            "research reported is relabelled."
        ),
    )
)
