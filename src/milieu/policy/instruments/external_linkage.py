"""External linkage: fairs, lead firms and partners overseas."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

external_linkage = declare(
    Instrument(
        name="external_linkage",
        number=17,
        label="External linkage",
        answers=(Failure.INTERACTION, Failure.INFORMATION),
        suits=(Stage.GROWTH, Stage.MATURITY),
        levers=(Lever("graft.outside_share", add=0.1, evidence=("CLU-10", "EXT-09", "P17")),),
        cost_per_firm=0.04,
        fixed_cost=4,
        administration_share=0,
        largest_intensity=5,
        cost_evidence=("P17",),
        about=(
            "Brings firms to buyers and partners outside, who know what nobody here knows. "
            "The best base of evidence on the side of demand."
        ),
    )
)
