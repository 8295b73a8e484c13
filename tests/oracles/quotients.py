"""Published location quotients, and the complexity of regions."""

from collections.abc import Iterator
from functools import partial

import numpy as np

from tests.oracles.oracle import Oracle, row, shared


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
