"""Technical information center: advisers and vouchers that make contacts with knowledge."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

technical_information_center = declare(
    Instrument(
        name="technical_information_center",
        number=4,
        label="Technical information center",
        answers=(Failure.INFORMATION, Failure.CAPABILITIES),
        suits=(Stage.BUDDING, Stage.MATURITY),
        levers=(
            Lever("graft.contact_rate", add=0.05, evidence=("TIC-01", "TIC-05", "P4")),
            Lever("intermediaries.technical_information", add=0.3, evidence=("TIC-08", "P4")),
        ),
        cost_per_firm=0.02,
        fixed_cost=6,
        administration_share=0,
        largest_intensity=3,
        cost_evidence=("P4",),
        about=(
            "Advisers and vouchers make contacts between firms and sources of knowledge. "
            "Contacts come for sure, productivity a little, sales hardly."
        ),
    )
)
