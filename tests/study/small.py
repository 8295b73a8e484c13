"""A small study on disk: three regions, six industries in two groups, a few years."""

import csv
from pathlib import Path

import numpy as np

from milieu.study.study import Study

REGIONS = ("North", "South", "West", "East", "Middle", "Isles", "Coast", "Hills", "Lakes", "Moor")
INDUSTRIES = ("311", "312", "313", "334", "335", "336")
SECTORS = {"31": ("311", "312", "313", "334", "335", "336")}
COLUMNS = ("area", "naics", "year", "emp", "estabs")


def jobs_of(region: int, industry: int, year: int) -> int:
    """Return jobs that grow by year and are concentrated on the diagonal."""
    base = 40 + 13 * region + 7 * industry + (900 if region == industry else 0)
    return base + 10 * (year - 2000)


def rows(years=(2000, 2001, 2002), *, hide: bool = True) -> list[tuple[object, ...]]:
    """Return the office's rows: totals, one sector, six industries; some cells hidden."""
    table: list[tuple[object, ...]] = []
    for year in years:
        for r, region in enumerate(REGIONS):
            cells = [jobs_of(r, i, year) for i in range(len(INDUSTRIES))]
            counts = [max(1, jobs // 25) for jobs in cells]
            table.append((region, "00", year, sum(cells), sum(counts)))
            table.append((region, "31", year, sum(cells), sum(counts)))
            for i, industry in enumerate(INDUSTRIES):
                hidden = hide and i in (1, 4) and r % 2 == 0
                table.append((region, industry, year, "" if hidden else cells[i], counts[i]))
    return table


def write_panel(file: Path, years=(2000, 2001, 2002), *, hide: bool = True) -> Path:
    """Write the rows as CSV."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(rows(years, hide=hide))
    return file


MAP = {"region": "area", "industry": "naics", "jobs": "emp", "establishments": "estabs"}


def make_study(folder: Path, **panel: object) -> Study:
    """Make the study and take its panel in."""
    study = Study.create(folder / "study", template="us", name="Small")
    study.add("long_table", [write_panel(folder / "panel.csv", **panel)], map=MAP)
    return study


def totals(study: Study) -> np.ndarray:
    """Return number of rows and sum of jobs of the employment table."""
    with study.session() as session:
        return np.array(session.execute("SELECT count(*), sum(jobs) FROM employment").fetchone())
