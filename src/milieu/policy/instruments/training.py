"""Training: courses, and help with management in groups of firms."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Eligibility, Instrument, Lever, declare
from milieu.policy.failures import Failure

training = declare(
    Instrument(
        name="training",
        number=5,
        label="Training",
        answers=(Failure.CAPABILITIES,),
        suits=(Stage.GROWTH, Stage.MATURITY),
        eligible=Eligibility(jobs_max=250),
        levers=(Lever("graft.absorption", add=0.15, evidence=("TRA-06", "TRA-07", "P5")),),
        cost_per_firm=0.1,
        fixed_cost=2,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P5", "TRA-01"),
        about=(
            "Teaches owners and workers, best in groups of firms, so that they can take up "
            "what others know. Trained workers may leave for neighbors."
        ),
    )
)
