"""A run as study tables: what statistical offices would publish of a simulated country.

Each cluster is a region with its one industry; "elsewhere" is the region R00. A second industry,
all other jobs, is there for location quotients and never changes.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.twin.mechanisms.founding import child_identity
from milieu.twin.observe import Run
from milieu.twin.state import SPIN_OFF, Records

if TYPE_CHECKING:
    import pyarrow as pa

Column = NDArray[Any]
Columns = Mapping[str, Column]

FIRST_YEAR = 2000  # what the first simulated year is called
INDUSTRY, OTHER = "C1", "Z9"  # the simulated industry, and all other jobs
ELSEWHERE_JOBS = 100.0  # other jobs elsewhere, times those of a region (M42)
REGION_JOBS = 4.0  # other jobs of a region, times the mean jobs of a cluster through the run (M42)
OTHER_SIZE = 10.0  # jobs of an establishment in other industries (M42)
PRICES = "average wages of the first simulated quarter"
FLAG = "simulated"
DEGREES = 0.5  # between regions, on a made-up square map


def tables(run: Run, first_year: int = FIRST_YEAR) -> dict[str, "pa.Table"]:
    """Return a run as the tables of a study, by the names of their contracts.

    first_year   what the first whole year is called; a year begun is left out
    raises       UserError if the run is shorter than a year or keeps no records of firms
    """
    if run.years < 1 or len(run.firm_years) == 0:
        raise UserError(
            "a study needs a whole year and records of firms",
            where="tables of a run",
            next="run for four quarters or more, and keep the firms",
        )
    years = by_year(run)
    columns = {
        "regions": regions(run),
        "industries": industries(),
        "employment": employment(years, first_year),
        "output": output(years, first_year),
        "demography": demography(years, first_year),
        "firms": firms(run, first_year),
        "innovation": innovation(run, years, first_year),
        "links": links(run, first_year),
    }
    return {name: as_contract(name, found) for name, found in columns.items()}


def write_tables(made: Mapping[str, "pa.Table"], folder: Path) -> list[Path]:
    """Write tables as Parquet files into a folder, and return the files."""
    import pyarrow.parquet as pq

    files = [folder / f"simulated-{name}.parquet" for name in made]
    for file, table in zip(files, made.values(), strict=True):
        pq.write_table(table, file)
    return files


def as_contract(name: str, columns: Columns) -> "pa.Table":
    """Return columns as a table with all columns of its contract; those not given are empty.

    NaN is unknown and becomes null.
    """
    import pyarrow as pa

    rows = len(next(iter(columns.values())))
    arrays = {}
    for field in CONTRACTS[name].fields:
        kind = KINDS[field.kind]()
        if field.name not in columns:
            arrays[field.name] = pa.nulls(rows, kind)
        else:
            arrays[field.name] = pa.array(columns[field.name], from_pandas=True).cast(kind)
    return pa.table(arrays)


def _kind(name: str) -> Any:
    def made() -> Any:
        import pyarrow as pa

        return getattr(pa, name)()

    return made


KINDS = {
    "text": _kind("string"),
    "number": _kind("float64"),
    "count": _kind("float64"),
    "integer": _kind("int64"),
    "year": _kind("int16"),
    "flag": _kind("bool_"),
    "date": _kind("date32"),
}


def by_year(run: Run) -> dict[str, Column]:
    """Return what offices count, by year and cluster, shape (years, clusters).

    jobs, firms are means over the quarters of a year, flows are sums
    """
    whole = run.years
    shape = (whole, 4, run.clusters.shape[1])
    found: dict[str, Column] = {}
    for name in ("firms", "jobs"):
        found[name] = run.clusters[name][: 4 * whole].reshape(shape).mean(axis=1)
    for name in ("births", "deaths", "patents", "value_added"):
        found[name] = run.clusters[name][: 4 * whole].reshape(shape).sum(axis=1)
    for name in ("sales", "wages", "research"):
        found[name] = run.books[name][: 4 * whole].reshape(shape).sum(axis=1)
    found["incumbents"] = run.clusters["firms"][: 4 * whole : 4]
    return found


def region_codes(clusters: int) -> Column:
    """Return the codes of regions, R00 is elsewhere."""
    return np.array([f"R{c:02d}" for c in range(clusters)], object)


def regions(run: Run) -> Columns:
    """Return the regions, on a made-up square map."""
    codes = region_codes(run.clusters.shape[1])
    side = int(np.ceil(np.sqrt(len(codes))))
    return {
        "region": codes,
        "name": np.array(["Elsewhere", *(f"Cluster {c}" for c in range(1, len(codes)))], object),
        "level": np.full(len(codes), "region", object),
        "longitude": DEGREES * (np.arange(len(codes)) % side),
        "latitude": DEGREES * (np.arange(len(codes)) // side),
    }


def industries() -> Columns:
    """Return the two industries."""
    return {
        "scheme": np.array(["plain", "plain"], object),
        "industry": np.array([INDUSTRY, OTHER], object),
        "name": np.array(["Simulated industry", "All other industries"], object),
        "digits": np.array([2, 2]),
    }


def cells(years: Mapping[str, Column], first_year: int, industry: str = INDUSTRY) -> dict[str, Any]:
    """Return the keys of all regions and years of an industry, years outermost."""
    count, places = years["jobs"].shape
    return {
        "region": np.tile(region_codes(places), count),
        "industry": np.full(count * places, industry, object),
        "year": np.repeat(first_year + np.arange(count), places),
    }


def employment(years: Mapping[str, Column], first_year: int) -> Columns:
    """Return establishments, jobs and wages of the industry and of all others; nothing is hidden.

    Wages of all others are not known.
    """
    own, others = cells(years, first_year), cells(years, first_year, OTHER)
    count, places = years["jobs"].shape
    size = REGION_JOBS * max(float(years["jobs"][:, 1:].mean()), 1.0)
    around = np.where(np.arange(places) == 0, ELSEWHERE_JOBS, 1.0) * size
    around = np.tile(np.round(around), count)
    values = {
        "establishments": (np.round(years["firms"]).ravel(), np.round(around / OTHER_SIZE)),
        "jobs": (years["jobs"].ravel(), around),
        "wages": (years["wages"].ravel(), np.full(len(around), np.nan)),
    }
    joined = {name: np.concatenate([own[name], others[name]]) for name in own}
    joined |= {name: np.concatenate(both) for name, both in values.items()}
    joined["suppressed"] = np.zeros(len(joined["year"]), bool)
    joined["flags"] = np.full(len(joined["year"]), FLAG, object)
    return joined


def output(years: Mapping[str, Column], first_year: int) -> Columns:
    """Return output and value added; the twin's money has constant prices."""
    found = cells(years, first_year)
    found["output"] = years["sales"].ravel()
    found["value_added"] = np.maximum(years["value_added"].ravel(), 0.0)
    found["price_basis"] = np.full(len(found["year"]), PRICES, object)
    return found


def demography(years: Mapping[str, Column], first_year: int) -> Columns:
    """Return births and deaths of the year and the firms with which it began; moves are neither."""
    found = cells(years, first_year)
    for name in ("births", "deaths", "incumbents"):
        found[name] = years[name].ravel()
    return found


def innovation(run: Run, years: Mapping[str, Column], first_year: int) -> Columns:
    """Return patents, R&D spending, and how many firms do research at the end of the year."""
    found = cells(years, first_year)
    found["patents"], found["rd_spending"] = years["patents"].ravel(), years["research"].ravel()
    count, places = years["jobs"].shape
    cell = run.firm_years["year"] * places + run.firm_years["cluster"]
    active = run.firm_years["rd_share"] > 0
    found["firms"] = np.bincount(cell, minlength=count * places).astype(float)
    found["rd_active_firms"] = np.bincount(cell, active, minlength=count * places)
    return found


def names_of(identities: NDArray[np.uint64]) -> Column:
    """Return identities as text, sixteen hexadecimal digits."""
    return np.array([f"{int(identity):016x}" for identity in identities], object)


def firms(run: Run, first_year: int) -> Columns:
    """Return every firm that lived at the end of some year, where and how it was last seen.

    opened by its age; closed is the year in which it is missed, empty for those alive at the end
    """
    rows = run.firm_years
    last = last_seen(rows)
    seen = rows[last]
    alive = seen["year"] == run.years - 1
    closed = np.where(alive, np.nan, first_year + seen["year"] + 1.0)
    quarter = 4 * (seen["year"] + 1) - np.round(4 * seen["age"])
    parents = parents_of(run)
    return {
        "firm": names_of(seen["firm"]),
        "region": region_codes(run.clusters.shape[1])[seen["cluster"]],
        "industry": np.full(len(seen), INDUSTRY, object),
        "opened": first_year + np.maximum(0, quarter - 1) // 4,
        "closed": closed,
        "jobs": seen["jobs"],
        "parent": np.array([parents.get(int(firm)) for firm in seen["firm"]], object),
        "owner": np.full(len(seen), "local", object),
    }


def last_seen(rows: Records) -> NDArray[np.int64]:
    """Return the row in which each firm is seen last, in the order of identities."""
    order = np.lexsort((rows["year"], rows["firm"]))
    firm = rows["firm"][order]
    ends = np.append(firm[1:] != firm[:-1], True)
    return np.asarray(order[ends])


def parents_of(run: Run) -> dict[int, str]:
    """Return whose spin-off a firm is, by identity, for spin-offs whose parent is on record.

    A child's identity is a hash of its parent's and the quarter, so the register can be searched.
    """
    rows = run.firm_years
    spin_offs = rows[(rows["origin"] == SPIN_OFF)]
    wanted = set(spin_offs["firm"].tolist())
    found: dict[int, str] = {}
    for year in range(run.years):
        parents = rows["firm"][(rows["year"] == year) & (rows["age"] > 1)]
        for quarter in range(4 * year, min(4 * year + 8, len(run.world))):
            for parent in parents:
                child = int(child_identity(parent, quarter))
                if child in wanted:
                    found[child] = f"{int(parent):016x}"
    return found


def links(run: Run, first_year: int) -> Columns:
    """Return a sample of ties: for each firm and year at most one from whom it has learned.

    A firm keeps six ties; each year another place of the six is looked at. From the one that was
    learned from to the one that learned.
    """
    rows = run.firm_years
    known = np.isin(rows["tied_to"], rows["firm"])
    tied = rows[(rows["tied_to"] != 0) & known]
    return {
        "year": first_year + tied["year"],
        "from": names_of(tied["tied_to"]),
        "to": names_of(tied["firm"]),
        "kind": np.full(len(tied), "learning", object),
        "weight": np.ones(len(tied)),
    }
