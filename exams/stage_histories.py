"""Real histories of the exam: coal, tyres, cars, New York, Hsinchu, Karnataka."""

import csv
import re
from pathlib import Path

import numpy as np

from exams.stage_lines import Line
from milieu.lifecycle.sparse import Fact, SparseStages, sparse_stages
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import Trajectories

BUDDING, GROWTH, MATURITY, DECLINE = range(4)
# Jobs in German hard coal, thousands: Statistik der Kohlenwirtschaft.
COAL = ((1957, 607), (1970, 253), (1980, 187), (1990, 130), (2000, 58), (2007, 33))
# American firms: Klepper and Simons (2000) for tyres, Klepper (2002) for cars.
TYRES, CARS = ((1922, 274), (1970, 23)), ((1909, 274), (1955, 7))
OUTPUT_GROWTHS = (0.02, 0.04, 0.08)  # yearly; output grew for years, the exact path is not needed
HSINCHU = {"employees": "jobs", "sales": "output", "firms": "firms"}
KARNATAKA = {"software_exports": "output", "stpi_firms": "firms"}
NEW_YORK = (  # area, industry, year
    ("New York State", "315", 2002),
    ("Monroe County", "325", 2004),
    ("Monroe County", "333", 2004),
)


def history_lines(shared: Path) -> list[Line]:
    """Return the lines on real histories; `shared` is the folder of the real statistics."""
    return [*coal_lines(), *shake_out_lines(), *new_york_lines(shared), *sparse_lines(shared)]


def coal() -> SparseStages:
    """Return the stages of German hard coal, from six dated points."""
    return sparse_stages([Fact(year, "jobs", 1000.0 * jobs, "jobs") for year, jobs in COAL])


def coal_lines() -> list[Line]:
    """Return the lines on hard coal."""
    read = coal()
    at = [year - COAL[0][0] for year, _ in COAL]
    later, first = read.filtered[at[1:], DECLINE], read.filtered[0]
    after = read.smoothed[at[1] :, DECLINE].min()
    figures = " ".join(f"{p:.2f}" for p in later)
    before = f"maturity {first[MATURITY]:.2f}, decline {first[DECLINE]:.2f}"
    return [
        Line("hard coal, replay: P(decline) in 1970 80 90 2000 07", figures, "> .75",
             bool((later > 0.75).all())),
        Line("hard coal, replay: likeliest before 1970 (one point known)", before, "maturity",
             int(first.argmax()) == MATURITY),
        Line("hard coal, in hindsight: least P(decline) of any year from 1970", f"{after:.2f}",
             "> .75", bool(after > 0.75)),
    ]  # fmt: skip


def shake_out(firms: tuple[tuple[int, int], ...], growth: float) -> SparseStages:
    """Return the stages of an industry that loses firms while its output grows."""
    first, last = firms[0][0], firms[-1][0]
    facts = [Fact(year, "firms", float(count), "firms") for year, count in firms]
    for year in range(first, last + 1, 5):
        value = 100 * float(np.exp(growth * (year - first)))
        facts.append(Fact(year, "output", value, "index", "rounded"))
    return sparse_stages(facts)


def shake_out_lines() -> list[Line]:
    """Return the lines on tyres and cars, with output and with firms alone."""
    lines = []
    for name, firms in (("tyres", TYRES), ("cars", CARS)):
        worst = max(shake_out(firms, g).filtered[10:, DECLINE].max() for g in OUTPUT_GROWTHS)
        asked = "< .5, never likeliest"
        lines.append(
            Line(f"{name}: highest P(decline) while output grows", f"{worst:.2f}", asked,
                 bool(worst < 0.5))
        )  # fmt: skip
        alone = sparse_stages([Fact(year, "firms", float(n), "firms") for year, n in firms])
        lines.append(
            Line(f"{name}: firms alone", str(alone.reason[-1]), "no stage", not alone.enough.any())
        )
    return lines


def new_york(shared: Path) -> Trajectories:
    """Return all counties' and the state's industries of three digits, 2000 to 2014."""
    cells: dict[tuple[str, str], dict[int, tuple[float, float]]] = {}
    with (shared / "ny_qcew_2000_2014" / "panel.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["level"] == "3" and row["area_type"] in ("County", "State"):
                cell = cells.setdefault((row["area"], row["naics"]), {})
                cell[int(row["year"])] = float(row["emp"] or "nan"), float(row["estabs"] or "nan")
    years = np.arange(2000, 2015)
    unknown = (np.nan, np.nan)
    table = np.array([[cell.get(int(y), unknown) for y in years] for cell in cells.values()])
    names = tuple(f"{area} {naics}" for area, naics in cells)
    return Trajectories(names, years, {"jobs": table[:, :, 0], "firms": table[:, :, 1]})


def new_york_lines(shared: Path) -> list[Line]:
    """Return the lines on apparel, and on chemicals and machinery of Monroe County."""
    lines = []
    panel = new_york(shared)
    read: dict[int, Stages] = {}
    for area, naics, year in NEW_YORK:
        if year not in read:
            read[year] = stages(panel.until(year))
        at = panel.names.index(f"{area} {naics}")
        chance = read[year].filtered[at, -1, DECLINE]
        held = str(read[year].named()[at, -1]) == "decline"
        what = f"{area} {naics}, P(decline) by {year}, data from 2000"
        lines.append(Line(what, f"{chance:.2f}", "decline", held))
    return lines


def cited(shared: Path, cluster: str, measures: dict[str, str]) -> list[Fact]:
    """Return the facts of a cluster in the file of cited facts; parts of years are left out."""
    found = []
    with (shared / "cluster_histories" / "cluster_facts.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            year = re.fullmatch(r"(?:FY)?(\d{4})(?:-\d\d)?", row["period"])
            if row["cluster"].startswith(cluster) and row["indicator"] in measures and year:
                measure = measures[row["indicator"]]
                value, unit = float(row["value"]), row["unit"]
                found.append(Fact(int(year[1]), measure, value, unit, row["quality"]))
    return found


def sparse_lines(shared: Path) -> list[Line]:
    """Return the lines on Hsinchu and Karnataka."""
    lines = []
    for cluster, measures, years in (
        ("Hsinchu", HSINCHU, (2003, 2004)),
        ("Bangalore / Karnataka", KARNATAKA, tuple(range(2001, 2006))),
    ):
        read = sparse_stages(cited(shared, cluster, measures))
        named = [year - read.years[0] for year in years if read.enough[year - read.years[0]]]
        chances = read.filtered[named]
        likeliest = (chances.argmax(axis=1) == GROWTH) & (len(named) > 1)
        widest = chances.max()
        figures = " ".join(f"{p:.2f}" for p in chances[:, GROWTH])
        first = read.years[named[0]]
        what = f"{cluster}: P(growth) from {first}, when a stage can be named, to {years[-1]}"
        lines.append(Line(what, figures, "likeliest", bool(likeliest.all())))
        what = f"{cluster}: wide, the surest probability"
        lines.append(Line(what, f"{widest:.2f}", "< .95", bool(widest < 0.95)))
    return lines
