"""Published numbers that the indicators must give, as a list and as a page.

python -m tests.oracles docs    writes docs/oracles.md

A row holds to half of the last printed digit unless its note says why not. To add one, add it to
the function of its theme. A theme whose indicator is not there gives no rows.
"""

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

REPOSITORY = Path(__file__).parents[1]
EXACT = 1e-9  # for numbers that are exact as printed
ROUNDING = 1.001  # half a digit and what binary numbers add to it


class AbsentError(Exception):
    """What a row rests on is not there: the real statistics, or a library's example data."""


@dataclass(frozen=True)
class Oracle:
    """A published number and how it is computed here.

    within         largest difference allowed
    printed        the published number with the digits it has in print
    note           where references disagree, which one is meant; "" if they do not
    needs_shared   rests on the real statistics, which are not part of the repository
    """

    indicator: str
    what: str
    published: float
    ours: Callable[[], float]
    within: float
    source: str
    note: str = ""
    needs_shared: bool = False
    printed: str = ""

    @property
    def name(self) -> str:
        """Return what the row is called in tests."""
        return f"{self.indicator}: {self.what}"


def row(
    indicator: str,
    what: str,
    printed: str,
    ours: Callable[[], float],
    source: str,
    note: str = "",
    *,
    within: float | None = None,
    shared: bool = False,
) -> Oracle:
    """Return a row whose number is given as printed, so that its last digit is known."""
    half = 0.5 * 10.0 ** -len(printed.partition(".")[2])
    within = within or half * ROUNDING
    return Oracle(indicator, what, float(printed), ours, within, source, note, shared, printed)


def shared() -> Path:
    """Return the folder of real statistics."""
    place = Path(os.environ.get("MILIEU_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not place.is_dir():
        raise AbsentError("needs the real statistics; set MILIEU_SHARED_DATA")
    return place


def location_quotients() -> Iterator[Oracle]:
    from milieu.indicators.location_quotient import location_quotient

    def book() -> float:
        totals = np.array([79006.0]), np.array([879213.0]), 15593224
        return float(location_quotient(np.array([[1714.0]]), *totals)[0, 0])

    yield row(
        "location_quotient",
        "1,714 of 79,006 jobs; nation 879,213 of 15,593,224",
        "0.3847623",
        book,
        "Farhauer and Kröll (2013)",
    )
    base = "base: all covered employment, as the Bureau has it; not private jobs alone"
    for what, table, area, industry, printed in (
        ("Elkhart county, motor vehicle bodies", "county_naics4", "18039", "3362", "197"),
        ("Elkhart-Goshen, motor vehicle bodies", "msa_naics4", "C2114", "3362", "197"),
        ("Hickory, furniture", "msa_naics4", "C2586", "3371", "54"),
    ):
        yield row(
            "location_quotient",
            f"{what}, 2016",
            printed,
            partial(of_bls, table, area, industry),
            "US Bureau of Labor Statistics, QCEW 2016",
            base,
            shared=True,
        )


def of_bls(table: str, area: str, industry: str) -> float:
    """Return a quotient from yearly means of the area and the nation's recovered share."""
    import pandas as pd

    from milieu.indicators.location_quotient import location_quotient

    folder = shared() / "us_qcew_2016"
    cells = pd.read_parquet(folder / f"{table}.parquet")
    cell = cells[(cells.area_fips == area) & (cells.industry_code == industry)].iloc[0]
    totals = pd.read_parquet(folder / "area_totals.parquet").query("ownership == 'total_covered'")
    nation = pd.read_csv(folder / "national_naics_recovered.csv", dtype={"industry_code": str})
    share = nation.set_index("industry_code").share_of_total_covered[industry]
    every = 143_800_000.0  # cancels out
    total = totals[totals.area_fips == area].emp.to_numpy()
    jobs = np.array([[float(cell.emp)]])
    return float(location_quotient(jobs, total, np.array([share * every]), every)[0, 0])


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


@cache
def table_of(name: str) -> Any:
    """Return a printed input-output table, with what stands beside it."""
    from tests.indicators import input_output_tables

    return getattr(input_output_tables, name)(shared())


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


OF_GERMANY = {  # Borin and Mancini's terms of the leather table, exporter Germany
    "exports": "147.6",
    "domestic_content": "111.29058",
    "domestic_value_added": "106.84240",
    "value_added_absorbed_abroad": "96.71914",
    "directly_absorbed": "89.31689",
    "reflection": "10.123261",
    "domestic_double_counted": "4.4481800",
    "foreign_content": "36.30942",
    "foreign_value_added": "35.06489",
    "foreign_double_counted": "1.2445289",
    "chain_trade": "58.28311",
    "chain_backward": "40.75760",
    "chain_forward": "17.52551",
}


def exports() -> Iterator[Oracle]:
    from milieu.indicators import value_added_in_exports as chains

    def leontief(k: int) -> float:
        return float(chains.value_added_in_exports(table_of("leather"))[k, k])

    def part(name: str) -> float:
        table = table_of("leather")
        return float(getattr(chains.by_country(chains.export_decomposition(table), table), name)[2])

    for k, what, printed, note in (
        (0, "Argentina's agriculture", "28.52278143", ""),
        (8, "Germany's transport equipment", "34.74381924", "its tests cut it to 34.74381"),
    ):
        yield row(
            "value_added_in_exports",
            f"{what} in its own exports, leather table",
            printed,
            partial(leontief, k),
            "vignette of the package decompr",
            note,
            shared=True,
        )
    for name, printed in OF_GERMANY.items():
        yield row(
            "export_decomposition",
            f"{name.replace('_', ' ')}, Germany, leather table",
            printed,
            partial(part, name),
            "vignette of the package icio, after Borin and Mancini (2019)",
            "exporting country, source-based; other perspectives count twice in other places",
            shared=True,
        )


# Wang, Wei and Zhu's parts of what Turkey's agriculture sells to Germany, leather table
TO_GERMANY = {
    "domestic_in_final": "11.8896593",
    "domestic_in_inputs": "9.1875645",
    "reexported_in_inputs": "0.44406842",
    "reexported_in_final": "2.46325705",
    "reexported_twice": "0.104348906",
    "returned_in_final": "3.73948515",
    "returned_in_final_of_others": "0.057224342",
    "returned_in_inputs": "0.693923875",
    "double_counted_in_final": "0.452925213",
    "importer_in_final": "1.59023530",
    "importer_in_inputs": "1.21614811",
    "others_in_final": "0.72010537",
    "others_in_inputs": "0.55070767",
}


def exports_by_importer() -> Iterator[Oracle]:
    from milieu.indicators.wang_wei_zhu import wang_wei_zhu

    def part(name: str) -> float:
        return float(getattr(wang_wei_zhu(table_of("leather")), name)[3, 2])

    for name, printed in TO_GERMANY.items():
        returned = name.startswith("returned")
        yield row(
            "wang_wei_zhu",
            f"{name.replace('_', ' ')}, Turkey's agriculture to Germany, leather table",
            printed,
            partial(part, name),
            "Quast (2015), leather data of the package decompr",
            "its manual interchanges the names of the three returned parts" if returned else "",
            shared=True,
        )


def complexity() -> Iterator[Oracle]:
    for year in (2016, 2017, 2018):
        yield row(
            "economic_complexity",
            f"correlation with the index of 40 UK regions, {year}",
            "1",
            partial(with_nesta, year),
            "Nesta, beis-indicators",
            "Nesta's sign is the opposite, its vector of another length; local units by segment",
            within=1e-7,
            shared=True,
        )


def with_nesta(year: int) -> float:
    """Return the correlation of our index, sign turned, with the published one."""
    import pandas as pd

    from milieu.indicators.economic_complexity import economic_complexity

    folder = shared() / "uk_sic4_nuts2_2015_2018"
    panel = pd.read_parquet(folder / "panel.parquet")
    segment = panel.dropna(subset=["segment"]).drop_duplicates("sic4").set_index("sic4").segment
    panel["segment"] = panel.sic4.map(segment)
    table = panel[panel.year == year].pivot_table(
        index="nuts2", columns="segment", values="local_units", aggfunc="sum"
    )
    published = pd.read_csv(folder / "eci_nuts2_published.csv")
    published = published[published.year == year].set_index("nuts_id").economic_complexity_index
    ours = -economic_complexity(table.fillna(0).to_numpy()).complexity
    return float(np.corrcoef(ours, published.reindex(table.index))[0, 1])


def getis_ords() -> Iterator[Oracle]:
    from scipy.sparse import csr_array

    from milieu.indicators.getis_ord import getis_ord

    points = np.array([(10, 10), (20, 10), (40, 10), (15, 20), (30, 20), (30, 30)])
    gaps = np.hypot(*(points.T[:, :, None] - points.T[:, None]))
    near = csr_array(((gaps <= 15) & (gaps > 0)).astype(float))

    def ours(k: int) -> float:
        return float(getis_ord(np.array([2, 3, 3.2, 5, 8, 7]), near).z[k])

    all_printed = "-1.39727626 -0.28917762 0.65064964 -0.28917762 1.23452088 2.02424331"
    for k, printed in enumerate(all_printed.split()):
        yield row(
            "getis_ord",
            f"Gi* of point {k + 1} of six, within 15",
            printed,
            partial(ours, k),
            "manual of the package esda",
            "weights 1 for the point itself and its neighbors; p here is of both sides",
        )


def morans() -> Iterator[Oracle]:
    from milieu.indicators.moran import moran

    def ours(part: str, files: tuple[str, str, str]) -> float:
        return float(getattr(moran(*example(*files)), part)[0])

    homicides = "homicides in 78 counties around St. Louis (HR8893)"
    deaths = "sudden infant deaths in 100 counties of North Carolina (SIDR74)"
    note = "each region's weights add up to 1"
    normal = "of both sides, values as draws of one normal distribution"
    of_homicides = ("stl_hom.txt", "stl.gal", "HR8893")
    of_deaths = ("sids2.dbf", "sids2.gal", "SIDR74")
    for what, printed, part, files, why in (
        (f"I of {homicides}", "0.244", "value", of_homicides, note),
        (f"p of {homicides}", "0.000271478628", "p", of_homicides, normal),
        (f"I of {deaths}", "0.248", "value", of_deaths, note),
    ):
        yield row(
            "moran", what, printed, partial(ours, part, files), "manual of the package esda", why
        )


def example(table: str, weights: str, column: str) -> tuple[Any, Any]:
    """Return a column and the neighbors from the example data of libpysal."""
    if find_spec("libpysal") is None:
        raise AbsentError("needs the example data of libpysal")
    import libpysal
    from scipy.sparse import csr_array

    path = libpysal.examples.get_path
    values = np.array(libpysal.io.open(path(table)).by_col(column), float)
    return values, csr_array(libpysal.io.open(path(weights)).read().sparse)


def k_densities() -> Iterator[Oracle]:
    from milieu.indicators.k_density import k_density
    from milieu.indicators.points.places import at_distances, on_plane

    random = np.random.default_rng(5)
    xy = random.uniform(0, 300, (2, 25))[:, random.integers(0, 25, 600)]
    xy = xy + random.normal(0, 12, (2, 600))
    firms = random.choice(600, 150, replace=False).astype(np.int32)

    def integral(exact: bool) -> float:
        k = k_density(on_plane(*xy), firms, draws=40, farthest=600, exact=exact)
        return float(np.trapezoid(k.density, k.distances))

    def apart() -> float:
        matrix = np.hypot(*(xy[:, :, None] - xy[:, None]))
        one, other = (k_density(p, firms, draws=40) for p in (on_plane(*xy), at_distances(matrix)))
        return float(np.abs(one.density - other.density).max() / one.density.max())

    book = "Duranton and Overman (2005)"
    note = "published codes differ by a factor of 2; here pairs are unordered and reflected at 0"
    for exact, way in ((True, "all pairs"), (False, "the grid")):
        yield row(
            "k_density",
            f"integral over all distances, by {way}",
            "1",
            partial(integral, exact),
            book,
            note,
            within=0.01,
        )
    yield row(
        "k_density",
        "from points and from their distances, largest relative difference",
        "0",
        apart,
        book,
        "a definition, not a printed number",
        within=EXACT,
    )


THEMES: tuple[tuple[str, Callable[[], Iterator[Oracle]]], ...] = (
    ("milieu.indicators.location_quotient", location_quotients),
    ("milieu.indicators.theil", inequality),
    ("milieu.indicators.maurel_sedillot", plants),
    ("milieu.indicators.shift_share", shift_shares),
    ("milieu.indicators.linkages", linkages_of_germany),
    ("milieu.indicators.employment_multiplier", multipliers),
    ("milieu.indicators.value_added_in_exports", exports),
    ("milieu.indicators.wang_wei_zhu", exports_by_importer),
    ("milieu.indicators.economic_complexity", complexity),
    ("milieu.indicators.getis_ord", getis_ords),
    ("milieu.indicators.moran", morans),
    ("milieu.indicators.k_density", k_densities),
)
ORACLES = [oracle for module, rows in THEMES if find_spec(module) for oracle in rows()]

HEAD = """# Oracles

Published numbers and what milieu computes for them. Half of the last printed digit is allowed
unless the note says otherwise. Written by `python -m tests.oracles docs`; the tests hold every row.

| indicator | what | published | ours | difference | within | source | note |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def page() -> str:
    """Return the list as a Markdown page."""
    return HEAD + "".join(line(oracle) + "\n" for oracle in ORACLES)


def line(oracle: Oracle) -> str:
    """Return one row; it says so where what it rests on is absent."""
    decimals = max(4, min(10, 1 + int(np.ceil(-np.log10(oracle.within)))))
    try:
        value = oracle.ours()
        ours = f"{value:.{decimals}f}"
        difference = f"{value - oracle.published:.1e}"
    except AbsentError as reason:
        ours, difference = str(reason), ""
    cells = (
        oracle.indicator,
        oracle.what,
        oracle.printed or f"{oracle.published:g}",
        ours,
        difference,
        f"{oracle.within:.2g}",
        oracle.source,
        oracle.note,
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write docs/oracles.md."""
    if sys.argv[1:] != ["docs"]:
        sys.exit("usage: python -m tests.oracles docs")
    (REPOSITORY / "docs" / "oracles.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
