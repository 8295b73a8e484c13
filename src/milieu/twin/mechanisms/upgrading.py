"""Value-chain upgrading: from assembly to brand, for those ahead and not captive."""

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.graft import MOST_ABSORPTION, absorption_of
from milieu.twin.state import EMPTY, Twin

mechanism(
    "upgrading",
    10,
    "Hazard h absorption 1[a - frontier > bar] (1 - captivity); the margin rises by m a tier.",
    source="Humphrey, Schmitz (2002); Gereffi, Humphrey, Sturgeon (2005)",
    writes=("tier",),
    hazard=Parameter(0.01, 0, 0.1, "a quarter", "Chance of a step up", "M37"),
    bar=Parameter(0.05, -0.5, 0.5, "log points above the frontier", "Bar for a step", "M37"),
    captivity=Parameter(0.3, 0, 1, "share", "Chances that lead firms block", "M37"),
)  # fmt: skip

BRAND = 3


@compiled
def upgrading(twin: Twin, start: int, stop: int) -> None:
    """Let firms step up the value chain."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    bar = now.frontier + p.upgrading_bar
    free = p.upgrading_hazard * (1 - p.upgrading_captivity)
    draws.uniforms(twin, draws.UPGRADE, start, stop)
    for k in range(draws.choose_below(twin, free * MOST_ABSORPTION, stop - start)):
        i = start + twin.chosen[k]
        if firms.cluster[i] == EMPTY or firms.tier[i] == BRAND or firms.next_productivity[i] <= bar:
            continue
        if twin.chance[twin.chosen[k]] < free * absorption_of(twin, i):
            firms.tier[i] += 1
