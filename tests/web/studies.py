"""Studies on disk for tests of the dashboard: built, written by hand, empty, of cited facts."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from milieu.core.contracts import CONTRACTS
from milieu.store.arrow import schema_of
from milieu.store.bookkeeping import BOOKS
from milieu.store.shelf import Change
from milieu.study.cases import facts
from milieu.study.results import RESULTS
from milieu.study.settings import FILE
from milieu.study.study import Study
from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import Rows, SmallStudy, made, of_cells
from tests.study.small import MAP, REGIONS, write_panel

YEARS = tuple(range(2000, 2012))


def built_study(folder: Path) -> Study:
    """Return a study of ten regions that was taken in and built: takes 7 s of a processor."""
    study = Study.create(folder, template="us", name="Small country")
    with TemporaryDirectory() as scratch:
        study.add("long_table", [write_panel(Path(scratch) / "panel.csv", YEARS)], map=MAP)
        study.add("regions", [_map(Path(scratch) / "regions.geojson")])
    list(study.build())
    return study


def written_study(folder: Path, clusters: int = 12) -> Study:
    """Return a study whose results are written by hand: every state of stage, alarm, outlook."""
    rows = with_foresight(made(folder, clusters=clusters, made_up=True))
    rows.tables["indicators"] += of_cells(clusters, 2014)
    rows.tables["industries"] += [
        {"scheme": "naics", "industry": code, "name": name, "digits": 3}
        for code, name in rows.names.industries.items()
    ]
    rows.tables["firms"] += [
        {"firm": f"f{n}", "region": "36001", "industry": "3152", "jobs": 10.0 + n,
         "longitude": -77.5 + n % 4 * 0.1, "latitude": 41 + n % 3 * 0.1}
        for n in range(40)
    ]  # fmt: skip
    rows.tables["regional_chain"] += [_chain("apparel-1", 2014)]
    return written(folder, rows)


def _chain(cluster: str, year: int) -> dict[str, object]:
    """Return a cluster's place in its region's value chain."""
    shares = {"value_added": 0.4, "other_value_added": 0.2, "outside": 0.3, "foreign": 0.1}
    named = {f"{name}_share": share for name, share in shares.items()}
    figures = {**named, "upstreamness": 1.8, "output_multiplier": 1.5, "regional_input_share": 0.4}
    ends = {
        f"{name}_{end}": value * by
        for name, value in figures.items()
        for end, by in (("low", 0.9), ("high", 1.1))
    }
    return {"table": "us_2012", "level": "county", "region": "36001", "year": year,
            "cluster": cluster, **figures, **ends}  # fmt: skip


def written(folder: Path, rows: SmallStudy) -> Study:
    """Write the tables and results of a study that was made by hand."""
    study = Study.create(folder, template="us", name="Written by hand")
    file = folder / FILE
    file.write_text(
        file.read_text(encoding="utf-8").replace("\n", "\nmade_up = true\n", 1), encoding="utf-8"
    )
    with TemporaryDirectory(dir=folder) as scratch:
        for shelf, kinds in (
            (study.store.tables, (*CONTRACTS.values(), *BOOKS.values())),
            (study.store.results, tuple(RESULTS.values())),
        ):
            changes = {
                kind.name: Change((_parquet(Path(scratch), kind, rows.tables[kind.name]),))
                for kind in kinds
                if rows.tables.get(kind.name)
            }
            shelf.write("written by hand", changes, {})
    return Study.open(folder)


def empty_study(folder: Path) -> Study:
    """Return a study into which nothing was taken."""
    return Study.create(folder, name="Nothing yet")


def study_of_facts(folder: Path) -> Study:
    """Return a study of cited facts, built."""
    folder.mkdir()
    settings = 'name = "Hsinchu"\nabout = "Cited facts, no estimates."\ncase = "hsinchu"\n'
    (folder / FILE).write_text(settings, encoding="utf-8")
    study = Study.open(folder)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / "hsinchu.csv"
        pacsv.write_csv(facts("hsinchu"), file)
        study.add("observations", [file])
    list(study.build())
    return study


def _parquet(scratch: Path, kind: object, rows: Rows) -> Path:
    schema = schema_of(kind.fields)
    if kind.name in CONTRACTS:
        schema = schema.append(pa.field("file", pa.string()))
    columns = {name: [row.get(name) for row in rows] for name in schema.names}
    file = scratch / f"{kind.name}.parquet"
    pq.write_table(pa.table(columns, schema), file)
    return file


def _map(file: Path) -> Path:
    """Write the regions as squares side by side."""
    shapes = [
        {
            "type": "Feature",
            "properties": {"region": name, "name": f"{name} county"},
            "geometry": {"type": "Polygon", "coordinates": [_square(n % 5, n // 5)]},
        }
        for n, name in enumerate(REGIONS)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}), encoding="utf-8")
    return file


def _square(across: int, up: int) -> list[list[float]]:
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    return [[10.0 + across + x, 50.0 + up + y] for x, y in corners]


__all__ = ["built_study", "empty_study", "study_of_facts", "written", "written_study"]
