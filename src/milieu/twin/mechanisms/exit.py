"""Exit: too small for what the market asks, out of cash, or by chance."""

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.mutual_credit import default
from milieu.twin.slots import free_slot
from milieu.twin.state import EMPTY, Twin

mechanism(
    "exit",
    22,
    "A firm leaves when its sales fall below a minimum scale that rises with the frontier, when "
    "its cash falls below -mu S, or by chance. Cash includes aid.",
    source="Caballero, Hoshi, Kashyap (2008); Klepper (1996)",
    writes=("age", "cash", "cluster", "debt", "incubated", "sales"),
    goes_on=("cash", "debt"),
    minimum_sales=Parameter(6.857, 1, 50, "quarterly wages", "Minimum scale at the start", "M12"),
    scale_growth=Parameter(1.2, 0, 2, "elasticity", "Minimum scale per log point of frontier",
                           "M12"),
    overdraft=Parameter(0.4, 0, 2, "quarters of sales", "Cash below which a firm fails", "M25"),
    chance=Parameter(0.00181, 0, 0.02, "a quarter", "Exit for reasons of its own", "M12"),
)  # fmt: skip


@compiled
def exit(twin: Twin, start: int, stop: int) -> None:
    """Take firms out, settle their debts and free their slots; let the others age."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    draws.uniforms(twin, draws.CHANCE_EXIT, start, stop)
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        firms.age[i] += 1
        sheltered = firms.incubated[i] > 0
        if sheltered:
            firms.incubated[i] -= 1
        if (
            (firms.log_sales[i] < now.log_minimum_scale and not sheltered)
            or firms.cash[i] < -p.exit_overdraft * firms.sales[i]
            or twin.chance[i - start] < p.exit_chance
        ):
            leave(twin, i)


@compiled
def leave(twin: Twin, i: int) -> None:
    """Close a firm: debt first, owners get what is left, creditors lose what is not there."""
    firms = twin.firms
    c = firms.cluster[i]
    flow = twin.ledger[c]
    settled = min(max(0.0, firms.cash[i]), firms.debt[i])
    firms.cash[i] -= settled
    firms.debt[i] -= settled
    flow.repayments += settled
    default(twin, i)
    flow.paid_out += max(0.0, firms.cash[i])
    flow.unpaid += max(0.0, -firms.cash[i])
    firms.cash[i] = 0.0
    firms.sales[i] = 0.0
    free_slot(twin, i)
    firms.cluster[i] = EMPTY
    twin.clusters[c].deaths += 1
