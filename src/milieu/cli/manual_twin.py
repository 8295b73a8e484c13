"""The twin's part of lists and manual: mechanisms, parameters, instruments, facts, scenarios."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
        lines = [f"## {self.title}\n"]
        for name, about in (self.details or self.rows)():
            lines += [f"### {name}\n", f"{about}\n"]
        return "\n".join(lines)


def mechanisms() -> list[Row]:
    """Return each mechanism with its form, in the order of the model."""
    from milieu.twin.declare import MECHANISMS

    known = sorted(MECHANISMS.values(), key=lambda one: (one.number == 0, one.number, one.name))
    return [(one.name, one.about) for one in known]


def mechanism_details() -> list[Row]:
    """Return each mechanism with form, source, and where it departs from the specification."""
    from milieu.twin.declare import MECHANISMS

    found = []
    for name, about in mechanisms():
        one = MECHANISMS[name]
        number = f"Number {one.number} of the model. " if one.number else ""
        departs = f" Departs: {one.departs}." if one.departs else ""
        found.append((name, f"{number}{about} Source: {one.source}.{departs}"))
    return found


def parameters() -> list[Row]:
    """Return each parameter with default, range and unit."""
    from milieu.twin.parameters import PARAMETERS

    return [
        (name, f"{p.about}: {p.default:g}, {p.low:g} to {p.high:g} [{p.unit}]")
        for name, p in PARAMETERS.items()
    ]


def parameter_details() -> list[Row]:
    """Return each parameter with source, and whether a policy may move it."""
    from milieu.twin.parameters import PARAMETERS

    found = []
    for name, about in parameters():
        one = PARAMETERS[name]
        lever = " A policy may move it." if one.lever else ""
        firm = " It reaches eligible firms only." if one.by_firm else ""
        found.append((name, f"{about}. Source: {one.source}.{lever}{firm}"))
    return found


def instruments() -> list[Row]:
    """Return the instruments of policy, in the order of the model."""
    from milieu.policy.declare import instruments as all_of_them

    return [(one.name, one.label) for one in all_of_them()]


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


def figures() -> list[Row]:
    """Return the figures of a cluster that a diagnosis reads."""
    from milieu.policy.diagnosis_rules import rules

    return [(name, f"{one.about} [{one.unit}]") for name, one in rules().indicators.items()]


def facts() -> list[Row]:
    """Return the facts of the twin's exam with the band in which they must lie."""
    from milieu.twin.exam.declare import FACTS

    return [
        (name, f"{one.label}{' *' if one.starred else ''}: {one.band} [{one.unit}]")
        for name, one in FACTS.items()
    ]


def scenarios() -> list[Row]:
    """Return the scenarios that come with milieu."""
    from milieu.policy.packs import pack_file, packs
    from milieu.policy.reading import read_scenario

    own = [(name, read_scenario(pack_file(name)).about) for name in packs()]
    return [("baseline", "Nothing is done."), *own]


def outcomes() -> list[Row]:
    """Return what simulations are compared by."""
    from milieu.twin.outcomes import OUTCOMES

    return [(name, f"{one.about} [{one.unit}]") for name, one in OUTCOMES.items()]


TWIN: Mapping[str, Part] = {
    "mechanisms": Part("Mechanisms of the twin", mechanisms, mechanism_details),
    "parameters": Part("Parameters of the twin", parameters, parameter_details),
    "instruments": Part("Instruments of policy", instruments, instrument_details),
    "figures": Part("Figures that a diagnosis reads", figures),
    "facts": Part("Facts of the exam", facts),
    "scenarios": Part("Scenarios", scenarios),
    "outcomes": Part("Outcomes", outcomes),
}
