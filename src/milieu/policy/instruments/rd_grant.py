"""R&D grant: public money for the research of firms that the government picks."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

rd_grant = declare(
    Instrument(
        name="rd_grant",
        number=2,
        label="R&D grant",
        answers=(Failure.EXTERNALITY, Failure.FINANCE),
        suits=(Stage.BUDDING, Stage.GROWTH),
        levers=(Lever("government.grant_share", add=0.004, evidence=("RDG-18", "P2")),),
        cost_per_firm=0,
        fixed_cost=0,
        administration_share=0.08,
        paid_out_per_firm=0.18,
        largest_intensity=50,
        cost_evidence=("P2", "P22"),
        about=(
            "Pays part of the research of chosen firms. Small firms add to it, large ones "
            "hardly; it also rewards lobbying, and beyond about a tenth of business R&D it "
            "crowds out."
        ),
    )
)
