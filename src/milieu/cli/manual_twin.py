"""The twin's part of lists and manual: mechanisms, parameters, instruments, facts, scenarios."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from milieu.study.method.kinds import lines

Row = tuple[str, str]


@dataclass(frozen=True)
class Part:
    """A kind of declared things.

    rows      name and meaning in a line, as lists show them
    details   name and what the manual says of it, where that is more
    """

    title: str
    rows: Callable[[], list[Row]]
    details: Callable[[], list[Row]] | None = None

    def text(self) -> str:
        """Return the manual's chapter."""
        said = [f"## {self.title}\n"]
        for name, about in (self.details or self.rows)():
            said += [f"### {name}\n", f"{about}\n"]
        return "\n".join(said)


def mechanism_details() -> list[Row]:
    """Return each mechanism with form, source, and where it departs from the specification."""
    from milieu.twin.declare import MECHANISMS

    found = []
    for name, about in lines("mechanisms"):
        one = MECHANISMS[name]
        number = f"Number {one.number} of the model. " if one.number else ""
        departs = f" Departs: {one.departs}." if one.departs else ""
        found.append((name, f"{number}{about} Source: {one.source}.{departs}"))
    return found


def parameter_details() -> list[Row]:
    """Return each parameter with source, and whether a policy may move it."""
    from milieu.twin.parameters import PARAMETERS

    found = []
    for name, about in lines("parameters"):
        one = PARAMETERS[name]
        lever = " A policy may move it." if one.lever else ""
        firm = " It reaches eligible firms only." if one.by_firm else ""
        found.append((name, f"{about}. Source: {one.source}.{lever}{firm}"))
    return found


def instrument_details() -> list[Row]:
    """Return what each instrument is, moves and costs."""
    from milieu.policy.declare import instruments as all_of_them

    return [
        (
            one.name,
            f"{one.label}. {one.about} Moves {', '.join(lever.name for lever in one.levers)}. "
            f"Intensity 1 costs {one.cost_per_firm:g} quarterly wages per firm that takes part and "
            f"{one.fixed_cost:g} per cluster in a quarter; up to {one.largest_intensity:g}.",
        )
        for one in all_of_them()
    ]


def _part(title: str, kind: str, details: Callable[[], list[Row]] | None = None) -> Part:
    return Part(title, partial(lines, kind), details)


TWIN: Mapping[str, Part] = {
    "mechanisms": _part("Mechanisms of the twin", "mechanisms", mechanism_details),
    "parameters": _part("Parameters of the twin", "parameters", parameter_details),
    "instruments": _part("Instruments of policy", "instruments", instrument_details),
    "alarms": _part("Alarms", "alarms"),
    "figures": _part("Figures that a diagnosis reads", "figures"),
    "facts": _part("Facts of the exam", "facts"),
    "scenarios": _part("Scenarios", "scenarios"),
    "outcomes": _part("Outcomes", "outcomes"),
}
