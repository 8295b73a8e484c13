"""Input-output tables of the world: OECD ICIO, WIOD and EXIOBASE 3, read by pymrio.

pymrio finds the blocks; here they become one row per cell, sellers and buyers being named
COUNTRY_INDUSTRY. Industries without output stay, with their zeros.

A CSV of the OECD (also in its zip) and a workbook of WIOD (release 2013) are added as they are, and
so is the folder or zip of EXIOBASE 3, whose many files are read together.
"""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.errors import UserError
from milieu.sources.declare import Column, Layout, Source, source
from milieu.sources.input_output import FIRM, ROWS, kind_by_name, spelled, table_and_year

OUTPUT = "output"
# Rows of EXIOBASE's satellite accounts that are money paid by industries, not emissions or land
PAID = re.compile(r"taxes|other net taxes|compensation of employees|operating surplus|value added")
GROUP = 1_000_000  # cells of one row group of a Parquet file

System = Any  # pymrio.IOSystem, which has no types


@dataclass(frozen=True)
class Line:
    """One row of the square: who sells, and a number for every buyer; NaN where unknown.

    kind   industry, output, or empty where the name tells it
    """

    name: str
    unit: str
    kind: str
    values: Sequence[float]


def read_system(path: Path) -> System:
    """Return a published table as pymrio's IOSystem.

    path     the OECD's CSV (or a zip with one), WIOD's workbook (.xlsx), or EXIOBASE 3 as a
             folder or zip
    raises   UserError if pymrio is not installed or does not know the file
    """
    pymrio = _pymrio()
    suffix = path.suffix.lower()
    try:
        if suffix == ".xlsx":
            with warnings.catch_warnings():  # it looks for accounts of labor and air beside
                warnings.filterwarnings("ignore", "SEA extension|Extension data")
                return pymrio.parse_wiod(path)
        if suffix == ".csv" or path.name.lower().startswith("icio"):
            return pymrio.parse_oecd(path)
        return pymrio.parse_exiobase3(path)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, OSError) as fault:
        raise _unknown(path, fault) from fault
    except Exception as fault:
        if type(fault).__module__.startswith("pymrio"):  # its own errors have no common ancestor
            raise _unknown(path, fault) from fault
        raise


def _pymrio() -> Any:
    try:
        return import_module("pymrio")
    except ImportError:
        raise UserError(
            "tables of several countries are read by pymrio, which is not installed",
            next='Say `pip install "milieu[io]"`.',
        ) from None


def _unknown(path: Path, fault: Exception) -> UserError:
    return UserError(
        f"this is no table of the OECD, WIOD (2013) or EXIOBASE 3 that pymrio can read"
        f" ({type(fault).__name__}: {str(fault)[:200]})",
        where=path.name,
        next="Is it as published? Any other square table can be added as `input_output`.",
    )


def buyers_of(system: System) -> list[tuple[str, str]]:
    """Return name and kind of who buys: industries, kinds of final use by country, and output."""
    industries = [(_name(label), "industry") for label in system.Y.index]
    final = [(_name(label), "final_demand") for label in system.Y.columns]
    return [*industries, *final, (OUTPUT, "output")]


def lines_of(system: System) -> Iterator[Line]:
    """Yield who sells: industries, what is paid beside goods, and output.

    Output is the sum of sales where the publisher's is not kept: x = Z 1 + Y 1.
    """
    z, y, x = _blocks(system)
    units = [str(unit) for unit in system.unit.iloc[:, 0]]
    for number, label in enumerate(system.Z.index):
        values = [*z[number].tolist(), *y[number].tolist(), float(x[number])]
        yield Line(_name(label), units[number], "industry", values)
    unknown = [np.nan] * y.shape[1]
    for extension, wanted in _paid(system):
        used, final = _numbers(extension.F), extension.F_Y
        final = None if final is None else _numbers(final.reindex(extension.F.index))
        for number in wanted:
            bought = unknown if final is None else final[number].tolist()
            name, unit = _name(extension.F.index[number]), str(extension.unit.iloc[number, 0])
            yield Line(name, unit, "", [*used[number].tolist(), *bought, np.nan])
    yield Line(OUTPUT, units[0], "output", [*x.tolist(), *unknown, np.nan])


def _blocks(system: System) -> tuple[Any, Any, Any]:
    """Return Z, Y and x; EXIOBASE ships A and x (older: A and Y alone), where Z = A diag(x)."""
    pymrio = _pymrio()
    y = _numbers(system.Y)
    x = None if system.x is None else _numbers(system.x)[:, 0]
    if system.Z is None:
        if x is None:
            total = system.Y.sum(axis=1).to_frame("indout")
            x = _numbers(pymrio.calc_x_from_L(pymrio.calc_L(system.A), total))[:, 0]
        system.Z = system.A * x[None, :]
    z = _numbers(system.Z)
    return z, y, z.sum(axis=1) + y.sum(axis=1) if x is None else x


def _paid(system: System) -> Iterator[tuple[Any, list[int]]]:
    """Yield the accounts that hold value added and taxes, with the rows that do."""
    for name, extension in zip(
        system.get_extensions(), system.get_extensions(data=True), strict=True
    ):
        if getattr(extension, "F", None) is None:
            continue
        every = range(len(extension.F))
        if re.search("factor|value_added", str(name)):
            yield extension, list(every)
        elif name == "satellite":
            labels = [_name(label).lower() for label in extension.F.index]
            yield extension, [number for number in every if PAID.match(labels[number])]


def _numbers(frame: Any) -> Any:
    return np.asarray(frame, dtype=np.float64)


def _name(label: object) -> str:
    """Return COUNTRY_INDUSTRY; the first _ ends the country."""
    if not isinstance(label, tuple):
        return str(label).strip()
    country, *rest = (str(part).strip() for part in label)
    return "_".join([country.replace("_", "-"), *rest])


def read_cells(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield the cells of a published file as text; what is unknown of an industry is empty."""
    system = read_system(path)
    buyers = buyers_of(system)
    for line in lines_of(system):
        seller = {"row": line.name, "unit": line.unit, "row_kind": line.kind}
        for (name, kind), value in zip(buyers, line.values, strict=True):
            known = value == value  # NaN is not itself
            if known or line.kind == "industry":
                cell = {"column": name, "column_kind": kind, "value": repr(value) if known else ""}
                yield seller | cell


def refuse_part(path: Path) -> Iterator[Mapping[str, str]]:
    """Raise UserError: a file of EXIOBASE says nothing without the others beside it."""
    raise UserError(
        "EXIOBASE is many files that are read together",
        next="Add its zip or folder, such as IOT_2011_ixi.zip, as it was published.",
    )


def write_table(published: Path, target: Path) -> Path:
    """Write a published table, of whatever files it consists, as one Parquet file to be added.

    published   see `read_system`
    target      the file to write; its name becomes the table's name, and its year is read from it
    """
    system = read_system(published)
    buyers = buyers_of(system)
    names, kinds = ([buyer[at] for buyer in buyers] for at in (0, 1))
    tables = (_as_table(line, names, kinds) for line in lines_of(system))
    first = next(tables)
    together = max(1, GROUP // len(buyers))
    with pq.ParquetWriter(target, first.schema) as out:
        waiting = [first]
        for table in tables:
            waiting.append(table)
            if len(waiting) >= together:
                out.write_table(pa.concat_tables(waiting))
                waiting = []
        if waiting:
            out.write_table(pa.concat_tables(waiting))
    return target


def _as_table(line: Line, names: Sequence[str], kinds: Sequence[str]) -> pa.Table:
    table = pa.table(
        {
            "row": [line.name] * len(names),
            "unit": [line.unit] * len(names),
            "row_kind": [line.kind] * len(names),
            "column": names,
            "column_kind": kinds,
            "value": pa.array(np.array(line.values, np.float64), from_pandas=True),
        }
    )
    return table if line.kind == "industry" else table.filter(table["value"].is_valid())


def _named_by_file(name: str) -> Mapping[str, str]:
    """Return table and year; WIOD writes years with two digits: wiot95_row_sep12.xlsx."""
    short = re.search(r"wiot(\d\d)_", name.lower())
    year = {"year": f"{'19' if short[1] > '50' else '20'}{short[1]}"} if short else {}
    return {**table_and_year(name), **year}


_BY_NAME = kind_by_name(spelled('"row"'), FIRM + ROWS)
_COLUMNS = (
    Column("table", ("{table}",), required=True),
    Column("row", ("row",), required=True),
    Column("column", ("column",), required=True),
    Column("value", ("value",)),
    Column("unit", ("unit",)),
    Column("row_kind", sql=f"coalesce(nullif(row_kind, ''), {_BY_NAME}, 'other')"),
    Column("column_kind", ("column_kind",)),
    Column(
        "row_country",
        sql="CASE WHEN row_kind = 'industry' THEN split_part(\"row\", '_', 1) END",
    ),
    # the OECD's statistical discrepancy of 2016 is that of all countries
    Column(
        "column_country",
        sql="CASE WHEN column_kind <> 'output'"
        " THEN nullif(split_part(\"column\", '_', 1), 'ALL') END",
    ),
    Column("year", ("{year}",)),
)


def _layout(**more: Any) -> Layout:
    signature = ("row", "row_kind", "column", "column_kind", "value")
    return Layout("input_output", _COLUMNS, signature=signature, **more)


multi_regional = source(
    Source(
        name="multi_regional",
        title="Input-output tables of several countries: OECD ICIO, WIOD, EXIOBASE 3",
        publisher="OECD, WIOD consortium, EXIOBASE consortium",
        licence="as its publisher says",
        layouts=(
            _layout(reader=read_cells, suffixes=(".csv", ".xlsx")),
            _layout(reader=refuse_part, suffixes=(".txt", ".json")),
            _layout(whole=("Y.txt",), convert=write_table),
        ),
        from_name=_named_by_file,
        default_table="input_output",
        example="milieu add my-study multi_regional ICIO2021_2018.csv",
    )
)
