"""A stage for one mechanism: a run with a few firms in cluster 1, all set by hand."""

from collections.abc import Mapping

import numpy as np

from milieu.twin import draws
from milieu.twin.measures import Measures
from milieu.twin.parameters import LEVERS
from milieu.twin.start import Setting, begin
from milieu.twin.state import Twin

SLOTS = 64
FIRM = {
    **{"cluster": 1, "sales": 100.0, "quality": 0.5, "trust": 0.5, "bunch": 1.0, "age": 20},
    **{"log_productivity": 0.0, "position": 0.5, "research_share": 0.04},
}


def stage(
    parameters: Mapping[str, float] | None = None,
    firms: int = 1,
    measures: Measures | None = None,
    **values: object,
) -> Twin:
    """Return a run with firms in the first slots, all alike but for values given as lists."""
    setting = Setting(clusters=2, firms=0, quarters=8, slots=SLOTS, parameters=parameters or {})
    twin = begin(setting, 1, 0, measures)
    twin.firms.identity[:firms] = [draws.mixed(np.uint64(i + 1)) for i in range(firms)]
    for name, value in (FIRM | values).items():
        getattr(twin.firms, name)[:firms] = value
    twin.firms.log_sales[:firms] = np.log(twin.firms.sales[:firms])
    twin.firms.next_productivity[:firms] = twin.firms.log_productivity[:firms]
    twin.world["used"], twin.world["free"] = firms, SLOTS - firms
    return twin


def place(twin: Twin, c: int = 1, **values: float) -> None:
    """Set what a cluster is."""
    for name, value in values.items():
        twin.clusters[name][c] = value


def world(twin: Twin, **values: float) -> None:
    """Set what the world is."""
    for name, value in values.items():
        twin.world[name] = value


def lever(twin: Twin, c: int = 1, **values: float) -> None:
    """Put levers in force in a cluster, for all of its firms."""
    for name, value in values.items():
        twin.levers[name][c] = value
        twin.carriers[name] = 1
    twin.firms.reach[:] = 1


def instrument(**moved: float) -> Measures:
    """Return one instrument for firms of up to 40 jobs that costs 2 a firm and 10 a cluster."""
    add = np.array([[moved.get(name.replace(".", "_"), 0.0) for name in LEVERS]])
    limits = np.array([[0.0, 40.0, 0.0, np.inf, 0.0, 3.0]])
    return Measures(add, np.array([2.0]), np.array([10.0]), np.zeros(1), limits)


def chance(twin: Twin, i: int, event: int) -> float:
    """Return the chance in [0, 1) that firm i meets at an event of this quarter."""
    return draws.uniform(twin.key, address(twin, i), event)


def normal(twin: Twin, i: int, event: int) -> float:
    """Return the standard normal number that firm i meets at an event of this quarter."""
    return draws.normal(twin.key, address(twin, i), event)


def address(twin: Twin, i: int) -> np.uint64:
    quarter = int(twin.world["quarter"][0])
    return np.uint64(draws.address_of(twin.firms.identity[i], quarter))
