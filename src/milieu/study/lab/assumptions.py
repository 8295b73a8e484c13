"""What a scenario may assume of the world; it moves both sides of an experiment alike."""

from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import N_
from milieu.policy.schedule import DEMAND, Shock
from milieu.twin.observe import QUARTERS
from milieu.twin.parameters import PARAMETERS


@dataclass(frozen=True)
class Assumption:
    """One setting of the world that a reader may move.

    unit         as it is written behind the number
    low, high    ends of what may be chosen;  step: of the slider
    as_it_is     value that changes nothing
    parameter    of the twin that it sets; "" where it is a path of demand
    times        what a unit of it is in the parameter's unit
    """

    name: str
    label: str
    unit: str
    about: str
    low: float
    high: float
    step: float
    as_it_is: float
    parameter: str = ""
    times: float = 1.0


def _of(name: str, parameter: str, times: float = 1.0, **said: object) -> Assumption:
    """Return an assumption that sets a parameter, with its default as it is."""
    usual = PARAMETERS[parameter].default / times
    rounded = float(f"{usual:.6g}")
    return Assumption(name, as_it_is=rounded, parameter=parameter, times=times, **said)  # type: ignore[arg-type]


ASSUMPTIONS: Mapping[str, Assumption] = {
    one.name: one
    for one in (
        Assumption(
            "demand", N_("Demand"), N_("% a year"),
            N_("How much faster demand grows than wages do."),
            low=-5.0, high=5.0, step=0.5, as_it_is=0.0,
        ),
        _of(
            "frontier", "world.frontier_growth", 0.0025,
            label=N_("Technology"), unit=N_("% a year"),
            about=N_("How fast the technological frontier moves on."), low=0.0, high=6.0, step=0.1,
        ),
        _of(
            "tastes", "world.jump_probability", 0.0025,
            label=N_("Jumps of taste"), unit=N_("% a year"),
            about=N_("Chance that buyers want something else all at once."),
            low=0.0, high=15.0, step=0.1,
        ),
        _of(
            "captivity", "upgrading.captivity", 0.01,
            label=N_("Captive suppliers"), unit=N_("%"),
            about=N_("Share of steps up the value chain that lead firms block."),
            low=0.0, high=100.0, step=5.0,
        ),
        _of(
            "credit", "bank.limit", 0.01,
            label=N_("Credit"), unit=N_("% of a quarter's sales"),
            about=N_("What a firm can owe to banks."), low=5.0, high=60.0, step=1.0,
        ),
    )
}  # fmt: skip


def checked(name: str, value: float) -> float:
    """Return the value of an assumption; UserError for an unknown one, or one out of range."""
    if name not in ASSUMPTIONS:
        raise unknown_name("assumption", name, ASSUMPTIONS, where="assume")
    one = ASSUMPTIONS[name]
    if not one.low <= value <= one.high:
        raise UserError(
            f"is {value:g}, but it must be {one.low:g} to {one.high:g} ({one.unit})",
            where=f"assume {name}",
            next=f"{one.as_it_is:g} leaves it as it is.",
        )
    return value


def world_of(assumed: Mapping[str, float]) -> dict[str, float]:
    """Return the parameters that assumptions set, by full name."""
    return {
        ASSUMPTIONS[name].parameter: value * ASSUMPTIONS[name].times
        for name, value in assumed.items()
        if ASSUMPTIONS[name].parameter and value != ASSUMPTIONS[name].as_it_is
    }


def shocks_of(assumed: Mapping[str, float], start: int, years: int) -> tuple[Shock, ...]:
    """Return the path of demand: in year k it is (1 + growth)^k of what it would be.

    start   quarter of the first year;  years: how many
    """
    growth = assumed.get("demand", 0.0) / 100
    if not growth:
        return ()
    return tuple(
        Shock(
            DEMAND,
            float(f"{(1 + growth) ** (k + 1) - 1:.6g}"),
            start + QUARTERS * k,
            start + QUARTERS * (k + 1) - 1,
        )
        for k in range(years)
    )
