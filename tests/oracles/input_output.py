"""Published linkages and multipliers of input-output tables."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from tests.oracles.oracle import Oracle, row
from tests.oracles.tables import table_of

SIX = ("agriculture", "industry", "construction", "trade", "business services", "other services")
MISPRINT = (
    "looks like a misprint of 1.6910, which the printed table gives; the other five, from the same "
    "inverse, agree to the last digit. Held only to .022"
)


def linkages_of_germany() -> Iterator[Oracle]:
    from milieu.indicators.linkages import linkages

    def ours(way: str, k: int) -> float:
        table, _ = table_of("germany_1995")
        return float(getattr(linkages(table.intermediate, table.output), way)[k])

    for way, all_printed in (
        ("backward", "1.7048 1.8413 1.8136 1.6035 1.5951 1.3782"),
        ("forward", "2.1126 1.6691 1.3558 1.5848 2.1037 1.2106"),
    ):
        for k, (sector, printed) in enumerate(zip(SIX, all_printed.split(), strict=True)):
            odd = printed == "1.6691"
            yield row(
                "linkages",
                f"{way}, {sector}, Germany 1995",
                printed,
                partial(ours, way, k),
                "Eurostat (2008), manual of input-output tables; package iotables",
                MISPRINT if odd else "",
                within=0.022 if odd else None,
                shared=True,
            )


def multipliers() -> Iterator[Oracle]:
    from milieu.indicators.employment_multiplier import income_multiplier
    from milieu.indicators.output_multiplier import output_multiplier

    two = np.array([[0.15, 0.25], [0.2, 0.05]])

    def of_two(k: int) -> float:
        return float(output_multiplier(two)[k])

    for k, printed in enumerate(("1.518", "1.452")):
        yield row(
            "output_multiplier",
            f"industry {k + 1} of the two-industry example",
            printed,
            partial(of_two, k),
            "Miller and Blair (2009), section 2.3.4",
        )

    def ours(k: int) -> float:
        table, pay = table_of("netherlands_2000")
        return float(income_multiplier(table.coefficients, pay, table.output).multiplier[k])

    sectors = ("agriculture", "mining", "manufacturing", "utilities", "construction", "services")
    all_printed = "2.466 2.333 1.840 2.372 1.953 1.417"
    for k, (sector, printed) in enumerate(zip(sectors, all_printed.split(), strict=True)):
        yield row(
            "income_multiplier",
            f"compensation, {sector}, Netherlands 2000",
            printed,
            partial(ours, k),
            "multiplier sheet of the project Spicosa; package iotables",
            shared=True,
        )
