"""The built-in studies: a made-up country with known truth, and the founding literature's cases."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.report.document import write_index
from milieu.sources.synthetic import make_country
from milieu.store.shelf import replace_text
from milieu.study.cases import CASES, facts
from milieu.study.settings import FILE
from milieu.study.study import Study

COUNTRY = "country"
PAGES = "pages"
COUNTRY_SETTINGS = """\
name = "{name}"
about = "A made-up country: every region, firm and figure is invented. Its clusters are known."
made_up = true
seed = {seed}

[regions]
levels = ["region"]

[clusters]
method = "location_quotient_rule"

[clusters.thresholds]
least_national_share = 0.03  # the country is small: 60 regions
"""


def make_demo(folder: Path, *, seed: int = 2025, progress: Progress = silent) -> list[Path]:
    """Make, build and report the built-in studies; return the pages, the index first.

    What is there already is brought up to date; a folder that holds something else is refused.

    folder   where the studies (one folder each) and `pages` are made
    seed     of the made-up country
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / COUNTRY / FILE).exists():
        raise UserError(
            "there is something here that is not the demo",
            where=str(folder),
            next="Name another folder with --folder.",
        )
    pages = folder / PAGES
    pages.mkdir(parents=True, exist_ok=True)
    studies = [_country(folder, seed, progress)] + [_case(folder, name, progress) for name in CASES]
    made = []
    for study in studies:
        for outcome in study.build(progress=progress):
            progress(f"{study.settings.name}: {outcome.step}", 0.0)
        made.append(study.report(pages / f"{study.folder.name}.html", progress=progress))
    entries = [
        (s.settings.name, s.settings.about, page.name)
        for s, page in zip(studies, made, strict=True)
    ]
    return [write_index(entries, pages / "index.html"), *made]


def _country(folder: Path, seed: int, progress: Progress) -> Study:
    """Return the made-up country's study; it is made again where it is not there."""
    place = folder / COUNTRY
    if _is_filled(place):
        return Study.open(place)
    progress("making up a country", 0.0)
    country = make_country(seed)
    place.mkdir(parents=True, exist_ok=True)
    settings = COUNTRY_SETTINGS.format(name=country.name, seed=seed)
    replace_text(place / FILE, settings)
    study = Study.open(place)
    with TemporaryDirectory() as scratch:
        files = [_parquet(rows, Path(scratch), name) for name, rows in country.tables.items()]
        study.add("synthetic", files, progress=progress)
    return study


def _case(folder: Path, name: str, progress: Progress) -> Study:
    """Return the study of one case of the founding literature."""
    place = folder / name
    if _is_filled(place):
        return Study.open(place)
    place.mkdir(parents=True, exist_ok=True)
    settings = f'name = "{CASES[name]}"\nabout = "Cited facts, no estimates."\ncase = "{name}"\n'
    replace_text(place / FILE, settings)
    study = Study.open(place)
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / f"{name}.csv"
        pacsv.write_csv(facts(name), file)
        study.add("observations", [file], progress=progress)
    return study


def _is_filled(place: Path) -> bool:
    """Return whether a study is there and has its tables; a demo that was stopped may have none."""
    return (place / FILE).exists() and bool(Study.open(place).store.tables.entries())


def _parquet(rows: pa.Table, scratch: Path, name: str) -> Path:
    file = scratch / f"made-up-{name}.parquet"
    pq.write_table(rows, file)
    return file
