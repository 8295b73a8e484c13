"""Certification and inspection: buyers see quality that they could not see."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

certification_and_inspection = declare(
    Instrument(
        name="certification_and_inspection",
        number=12,
        label="Certification and inspection",
        answers=(Failure.INFORMATION, Failure.INSTITUTIONS),
        suits=(Stage.GROWTH, Stage.MATURITY),
        levers=(
            Lever("quality.seen_share", add=0.15, evidence=("CER-05", "P12")),
            Lever("intermediaries.inspection", add=0.3, evidence=("P12",)),
        ),
        cost_per_firm=0.04,
        fixed_cost=4,
        administration_share=0,
        largest_intensity=3,
        cost_evidence=("P12",),
        about=(
            "Tests and labels that can not be faked let buyers pay for quality. A stamp that "
            "can be copied, or an inspection after a scandal, does nothing."
        ),
    )
)
