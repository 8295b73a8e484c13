"""Industry guidance: the government says which technology it favors, and looks closer at firms."""

from milieu.lifecycle.stage import Stage
from milieu.policy.declare import Instrument, Lever, declare
from milieu.policy.failures import Failure

industry_guidance = declare(
    Instrument(
        name="industry_guidance",
        number=15,
        label="Industry guidance",
        answers=(Failure.INFORMATION,),
        suits=(Stage.BUDDING,),
        levers=(
            Lever("government.guidance", add=2.0, evidence=("GUI-02", "GUI-05", "P15")),
            Lever("government.information", add=0.25, evidence=("P15",)),
        ),
        cost_per_firm=0,
        fixed_cost=4,
        administration_share=0,
        largest_intensity=4,
        cost_evidence=("P15",),
        about=(
            "Bends grants towards a technology that the government favors and learns more "
            "about firms. Dispersed and contested aid did well, concentrated aid badly. "
            "Alone, without grants, it moves nothing."
        ),
    )
)
