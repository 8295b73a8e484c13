"""Labor and land: wages rise where work outgrows talent, rents where firms crowd."""

import numpy as np

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin

mechanism(
    "labor_and_land",
    21,
    "d ln w = speed ln(jobs / talent); talent follows relative wages; rent (1 + n / land)^power.",
    source="Harris, Todaro (1970); Roback (1982)",
    labor_share=Parameter(0.35, 0.1, 0.7, "share of sales", "Wage bill", "OECD STAN: .2 to .6"),
    wage_speed=Parameter(0.0644, 0, 0.15, "per log point and quarter", "Wages follow scarcity",
                         "M6"),
    talent_start=Parameter(491, 50, 1e5, "jobs", "Talent of a place at the start", "M7"),
    talent_growth=Parameter(0.002, 0, 0.02, "a quarter", "Growth of talent by itself", "M7"),
    migration=Parameter(0.2294, 0, 0.5, "per log point and quarter", "Talent follows wages",
                        "Blanchard, Katz (1992): most of a shock within 5 to 7 years"),
    land=Parameter(166.3, 10, 1e5, "firms", "Firms at which rents have doubled to the power",
                   "M7"),
    rent_power=Parameter(0.807, 0, 3, "elasticity", "How rents rise with crowding", "M8"),
    congestion=Parameter(1, 0, 1, "switch", "0: wages and rents do not answer to crowding",
                         "switch"),
    talent_inflow=Parameter(0, 0, 0.05, "a quarter", "Talent that policy brings", "no policy",
                            lever=True),
)  # fmt: skip

LARGEST_WAGE_STEP = 0.03  # a quarter; wages are renegotiated once a year (M6)
TALENT_LOSS, TALENT_GAIN = -0.02, 0.06  # a quarter: the most that leaves or comes (M7)


@compiled
def labor_and_land(twin: Twin, c: int) -> None:
    """Set wage, talent and rent of cluster c for this quarter."""
    cluster, p = twin.clusters[c], twin.p[0]
    elsewhere = p.world_wage_of_frontier * twin.world[0].frontier
    jobs = p.labor_and_land_labor_share * cluster.sales * np.exp(-cluster.log_wage)
    if p.labor_and_land_congestion > 0:
        scarce = np.log(max(jobs, 1.0) / cluster.talent)
        step = p.labor_and_land_wage_speed * scarce
        cluster.log_wage += min(LARGEST_WAGE_STEP, max(-LARGEST_WAGE_STEP, step))
        crowding = np.log(1 + cluster.firms / cluster.land)
        cluster.log_rent = p.labor_and_land_rent_power * crowding
    else:
        cluster.log_wage, cluster.log_rent = elsewhere, 0.0
    drawn = p.labor_and_land_migration * (cluster.log_wage - elsewhere)
    growth = min(TALENT_GAIN, max(TALENT_LOSS, drawn)) + p.labor_and_land_talent_growth
    cluster.talent *= np.exp(growth + twin.levers[c].labor_and_land_talent_inflow)
    cluster.wage_inverse = np.exp(-cluster.log_wage)
    cluster.jobs = p.labor_and_land_labor_share * cluster.sales * cluster.wage_inverse
