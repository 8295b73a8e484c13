"""Race to the bottom: more is made for less, and the margins that pay for renewal are gone."""

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms.composition import Cells, mix_effect
from milieu.lifecycle.alarms.declare import Alarm, Need, Sign, declare
from milieu.lifecycle.alarms.series import (
    against_nation,
    log_against_nation,
    log_level,
    logarithm,
)
from milieu.lifecycle.trajectories import Trajectories

VOLUME, PRICE, WAGE, MARGIN = "volume", "price", "wage", "margin"


def wage_within_against_nation(known: Trajectories, cells: Cells | None) -> Matrix:
    """Return ln of the wage over the nation's, had the mix of cells stayed that of the first year.

    Clusters without known cells keep the mean wage.
    """
    mean = logarithm(known["wage"]) - logarithm(known["nation_wage"])
    return mean if cells is None else mean - mix_effect(cells, len(known.names))


race_to_the_bottom = declare(
    Alarm(
        name="race_to_the_bottom",
        label="Race to the bottom",
        source="Kaplinsky (2000), Journal of Development Studies 37 (immiserizing growth)",
        needs=(Need((VOLUME,)), Need((PRICE, WAGE, MARGIN), 2)),
        alarm_at=0.8,
        watch_at=0.5,
        keep_at=0.6,
        signs=(
            Sign(
                name="volume",
                label="volume",
                kind=VOLUME,
                series=log_level("output"),
                needs="output at constant prices",
                worse_when="rising",
                material=0.0,
                noise=0.06,
                unit="units of volume",
                logarithm=True,
            ),
            Sign(
                name="jobs",
                label="jobs (in place of volume)",
                kind=VOLUME,
                series=log_level("jobs"),
                needs="jobs",
                worse_when="rising",
                material=0.0,
                noise=0.05,
                unit="jobs",
                logarithm=True,
                hidden=True,
                instead_of="volume",
            ),
            Sign(
                name="unit_value",
                label="unit value against the nation's",
                kind=PRICE,
                series=log_against_nation("unit_value"),
                needs="unit values here and in the nation",
                worse_when="falling",
                material=0.005,
                noise=0.04,
                unit="of the nation's",
                logarithm=True,
            ),
            Sign(
                name="wage",
                label="wage against the nation's",
                kind=WAGE,
                series=wage_within_against_nation,
                needs="wages here and in the nation",
                worse_when="falling",
                material=0.003,
                noise=0.02,
                unit="of the nation's",
                logarithm=True,
                hidden=True,
            ),
            Sign(
                name="margin",
                label="margin less the nation's",
                kind=MARGIN,
                series=against_nation("margin"),
                needs="margins here and in the nation",
                worse_when="falling",
                material=0.002,
                noise=0.02,
                unit="share of output, less the nation's",
            ),
        ),
    )
)
