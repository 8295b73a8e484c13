"""A made-up study with more than 3,000 clusters, built by all steps, for loading the dashboard."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq

from milieu.sources.synthetic import make_country
from milieu.study.settings import FILE
from milieu.study.study import Study

SEED = 7
REGIONS, INDUSTRIES, YEARS = 300, 120, 25  # 900,000 cells, 284,000 firms
SETTINGS = """\
name = "{name}"
about = "A made-up country, larger than the demonstration: for measuring."
made_up = true
seed = {seed}

[regions]
levels = ["region"]

[clusters]
method = "location_quotient_rule"

[clusters.thresholds]
least_jobs = 180  # lower than usual, so that there are more than 3,000 clusters
least_national_share = 0.003
"""


def large_study(folder: Path) -> Path:
    """Return a folder with the study; it is made where it is not there, which takes ten minutes."""
    place = folder / "large"
    if not (place / FILE).exists():
        _take_in(place)
    for outcome in Study.open(place).build():
        print(f"  {outcome.step}: {outcome.state}", file=sys.stderr)
    return place


def _take_in(place: Path) -> None:
    country = make_country(SEED, regions=REGIONS, industries=INDUSTRIES, years=YEARS)
    with TemporaryDirectory() as scratch:
        files = []
        for name, rows in country.tables.items():
            files.append(Path(scratch) / f"made-up-{name}.parquet")
            pq.write_table(rows, files[-1])
        place.mkdir(parents=True)
        (place / FILE).write_text(SETTINGS.format(name=country.name, seed=SEED), encoding="utf-8")
        Study.open(place).add("synthetic", files)
