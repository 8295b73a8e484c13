"""Exit: too small for what the market asks, out of cash, or by chance."""

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.mutual_credit import default
from milieu.twin.state import EMPTY, Twin

mechanism(
    "exit",
    22,
    "A firm leaves when its sales fall below a minimum scale that rises with the frontier, when "
    "its cash falls below -mu S, or by chance. Cash includes aid.",
    source="Caballero, Hoshi, Kashyap (2008); Klepper (1996)",
    writes=("cluster",),
    minimum_sales=Parameter(6.857, 1, 50, "quarterly wages", "Minimum scale at the start", "T12"),
    scale_growth=Parameter(1.12, 0, 2, "elasticity", "Minimum scale per log point of frontier",
                           "T12"),
    overdraft=Parameter(0.4, 0, 2, "quarters of sales", "Cash below which a firm fails", "T25"),
    chance=Parameter(0.00181, 0, 0.02, "a quarter", "Exit for reasons of its own", "T12"),
)  # fmt: skip


@compiled
def exit(twin: Twin, start: int, stop: int) -> None:
    """Take firms out, settle their debts and free their slots; let the others age."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        firms.age[i] += 1
        sheltered = firms.incubated[i] > 0
        if sheltered:
            firms.incubated[i] -= 1
        address = draws.address_of(firms.identity[i], now.quarter)
        if (
            (firms.log_sales[i] < now.log_minimum_scale and not sheltered)
            or firms.cash[i] < -p.exit_overdraft * firms.sales[i]
            or draws.uniform(twin.key, address, draws.CHANCE_EXIT) < p.exit_chance
        ):
            leave(twin, i)


@compiled
def leave(twin: Twin, i: int) -> None:
    """Close a firm: owners get what is left, creditors lose what is not, the slot is free."""
    firms, now = twin.firms, twin.world[0]
    c = firms.cluster[i]
    flow = twin.ledger[c]
    default(twin, i)
    flow.paid_out += max(0.0, firms.cash[i])
    flow.unpaid += max(0.0, -firms.cash[i])
    firms.cash[i] = 0.0
    firms.sales[i] = 0.0
    firms.cluster[i] = EMPTY
    twin.free[now.free] = i
    now.free += 1
    twin.clusters[c].deaths += 1
