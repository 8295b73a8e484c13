"""The founding cases in the twin: each explanation switched off and on, in the same worlds.

python -m exams --only founding_cases [--seed N]
"""

from pathlib import Path

from milieu.policy.acting import Acting
from milieu.policy.experiment_estimates import Difference, difference
from milieu.policy.packs import pack_file, packs
from milieu.policy.reading import read_scenario
from milieu.policy.scenario import Scenario
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.keeping import Values
from milieu.twin.observe import Run
from milieu.twin.outcomes import OUTCOMES, yearly
from milieu.twin.start import Setting

PAIRS, PLACES = 100, 13
SHOWN = ("jobs", "firms", "productivity", "patents")


def table(shared: Path, seed: int) -> str:
    """Return a table in Markdown: what each explanation brings its place in the last year.

    shared   not needed here: nothing is compared with the past of the places
    """
    heads = [f"{OUTCOMES[name].label} ({OUTCOMES[name].unit})" for name in SHOWN]
    lines = [
        f"{PAIRS} pairs; mean without and with the explanation, 95 % range of the difference.",
        "",
        f"| case: explanation | {' | '.join(heads)} |",
        f"| --- |{' --- |' * len(SHOWN)}",
    ]
    for name in packs():
        lines += rows(name, read_scenario(pack_file(name)), seed)
    return "\n".join(lines)


def rows(place: str, whole: Scenario, seed: int) -> list[str]:
    """Return a row for each explanation of a case at its place."""
    places = ("elsewhere", place, *(f"place {k}" for k in range(2, PLACES)))
    scenarios = [whole, *(whole.without(one) for one in whole.explanations)]
    cases = [Case(str(k), setting(one), Acting(one, places)) for k, one in enumerate(scenarios)]
    found = ensemble(cases, PAIRS, seed=seed, observe=of_the_place)
    lines = []
    for k, explanation in enumerate(whole.explanations, 1):
        cells = [words(difference(found[name][:, k, -1], found[name][:, 0, -1])) for name in SHOWN]
        lines.append(f"| {whole.name}: {explanation.name} | {' | '.join(cells)} |")
    return lines


def setting(scenario: Scenario) -> Setting:
    """Return the world of a scenario, from scratch."""
    return Setting(PLACES, quarters=scenario.quarters, parameters=scenario.world)


def of_the_place(runs: tuple[Run, ...]) -> Values:
    """Return outcomes of the named place, shape (cases, years)."""
    return {name: values[:, :, 1] for name, values in yearly(runs).items()}


def words(found: Difference) -> str:
    """Return means and range, or that nothing can be told."""
    means = f"{number(found.mean_a)} to {number(found.mean_b)}"
    if found.found == "cannot tell":
        return f"{means} (cannot tell)"
    return f"{means} ({number(found.low, '+')} to {number(found.high, '+')})"


def number(value: float, sign: str = "") -> str:
    """Return a number with three digits, whole from a hundred on."""
    return f"{value:{sign},.0f}" if abs(value) >= 100 else f"{value:{sign}.3g}"
