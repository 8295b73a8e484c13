"""Published measures of inequality and of agglomeration, and a shift-share."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from tests.oracles.oracle import EXACT, Oracle, row

GDP_2015 = (
    "460.69 549.19 124.16 65.29 31.59 109.27 263.44 39.87 258.53 645.59 131.95 35.03 112.66 56.22 "
    "85.61 56.81"
)


def inequality() -> Iterator[Oracle]:
    from milieu.indicators.ellison_glaeser import plant_sizes
    from milieu.indicators.locational_gini import gini
    from milieu.indicators.theil import theil

    four = np.array([20.0, 50, 20, 10])
    doersam = "Dörsam (2004)"
    plain = "convention: not standardized, reaches 1 - 1/n"
    yield row("gini", "of 20, 50, 20, 10", "0.3", lambda: gini(four), doersam, plain, within=EXACT)
    yield row(
        "gini",
        "of 20, 50, 20, 10, standardized",
        "0.4",
        lambda: gini(four, standardized=True),
        doersam,
        "convention: times n/(n - 1), reaches 1",
        within=EXACT,
    )
    incomes, households = [500, 1500, 2500, 4000, 7500, 15000], [1000, 1200, 1600, 400, 200, 600]
    yield row(
        "gini", "of six incomes by households", "0.5278", lambda: gini(incomes, households), doersam
    )
    gdp = [float(x) for x in GDP_2015.split()]
    manual = "Wieland, manual of the package REAT"
    yield row("gini", "of the GDP of 16 Länder, 2015", "0.5009", lambda: gini(gdp), manual, plain)
    yield row(
        "plant_sizes",
        "Herfindahl of 20, 50, 20, 10",
        "0.34",
        lambda: float(plant_sizes(four, np.zeros(4, np.int32)).herfindahl[0]),
        doersam,
        "exact, as are the two above of the same four numbers",
        within=EXACT,
    )
    origin = "reference example of seven digits; its first print was not traced"
    five, equal = np.array([[10.0], [10], [10], [20], [50]]), np.full(5, 100.0)
    yield row(
        "theil",
        "T of 10, 10, 10, 20, 50",
        "0.2502012",
        lambda: float(theil(five, equal, "T")[0]),
        origin,
        "sum s ln(s/x)",
    )
    yield row(
        "theil",
        "L of 10, 10, 10, 20, 50",
        "0.2326302",
        lambda: float(theil(five, equal, "L")[0]),
        origin,
        'sum x ln(x/s), the mean logarithmic deviation; the package calls it "Theil"',
    )


def plants() -> Iterator[Oracle]:
    from milieu.indicators.ellison_glaeser import ellison_glaeser_of_plants
    from milieu.indicators.maurel_sedillot import maurel_sedillot

    sizes = np.array([200.0, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000])
    region, totals = np.array([0] * 5 + [1] * 4 + [2]), np.array([500e3, 400e3, 100e3])
    book, same = "Farhauer and Kröll (2014)", "same example; its page in the book was not traced"

    def part(name: str) -> float:
        return float(getattr(ellison_glaeser_of_plants(sizes, region, totals), name)[0])

    def other() -> float:
        jobs = np.bincount(region, sizes, 3)[:, None].astype(np.float64)
        return float(maurel_sedillot(jobs, np.array([part("herfindahl")]), totals)[0])

    ten = "of ten plants in Wien, Linz, Graz"
    yield row("ellison_glaeser", f"gamma {ten}", "0.05990628", lambda: part("gamma"), book)
    yield row("ellison_glaeser", f"H {ten}", "0.244689", lambda: part("herfindahl"), same)
    yield row("ellison_glaeser", f"z {ten}", "0.1959", lambda: part("z"), same)
    yield row(
        "maurel_sedillot",
        f"gamma {ten}",
        "-0.4358",
        other,
        same,
        "differs in sign from Ellison and Glaeser's on purpose: Graz has few jobs",
    )


def shift_shares() -> Iterator[Oracle]:
    from milieu.indicators.shift_share import shift_share

    before, after = np.array([[90.0, 20, 10, 60]]), np.array([[100.0, 40, 10, 55]])
    nation = np.array([400.0, 150, 150, 400]), np.array([440.0, 210, 135, 480])

    def part(k: int) -> float:
        return float(shift_share(before, after, *nation)[k].sum())

    for k, (what, printed) in enumerate(
        (("national", "27"), ("industry mix", "1"), ("regional", "-3"))
    ):
        yield row(
            "shift_share",
            f"{what} part of region A",
            printed,
            partial(part, k),
            "Farhauer and Kröll (2013)",
            "exact: 27 + 1 - 3 = 25",
            within=EXACT,
        )
