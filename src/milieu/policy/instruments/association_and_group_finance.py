"""Association and group finance: firms meet, and stand surety for each other."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Eligibility, Instrument, Lever, declare
from milieu.policy.failures import Failure

association_and_group_finance = declare(
    Instrument(
        name="association_and_group_finance",
        number=18,
        label="Association and group finance",
        answers=(Failure.INTERACTION, Failure.FINANCE),
        suits=(Stage.BUDDING, Stage.GROWTH),
        eligible=Eligibility(jobs_max=250),
        levers=(
            Lever("trust.cooperation", add=0.15, evidence=("ASS-01", "P18")),
            Lever("graft.contact_rate", add=0.03, evidence=("ASS-01", "P18")),
            Lever("mutual_credit.pooled_share", add=0.3, evidence=("ASS-02", "P18")),
        ),
        cost_per_firm=0.02,
        fixed_cost=3,
        administration_share=0,
        largest_intensity=3,
        cost_evidence=("P18",),
        about=(
            "Regular meetings and a pool of guarantees. Members learn and find partners; "
            "pools lose their hold on members when large or paid by the public."
        ),
    )
)
