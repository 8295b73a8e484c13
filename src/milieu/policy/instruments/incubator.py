"""Incubator: place, waived rent and mentors for new firms."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Eligibility, Instrument, Lever, declare
from milieu.policy.failures import Failure

incubator = declare(
    Instrument(
        name="incubator",
        number=11,
        label="Incubator",
        answers=(Failure.FINANCE, Failure.CAPABILITIES),
        suits=(Stage.BUDDING,),
        eligible=Eligibility(age_max=3),
        levers=(
            Lever("start_up.incubated_share", add=0.2, evidence=("INC-05", "P11")),
            Lever("graft.absorption", add=0.1, evidence=("INC-05", "INC-06", "P11")),
        ),
        cost_per_firm=0.15,
        fixed_cost=4,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P11",),
        about=(
            "Waives rent and smallest scale for new firms and gives them mentors. Place and "
            "cash alone did nothing where it was tested; schooling and mentors did."
        ),
    )
)
