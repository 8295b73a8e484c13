"""The stage model on the planted clusters of the made-up country, on which nothing was fitted."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from exams.stage_lines import Line, largest_stage
from milieu.lifecycle.evidence import evidence
from milieu.lifecycle.scores import ranked_probability_score, stage_calibration_error
from milieu.lifecycle.simulated.panel import Panel, panel
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.stages import stages
from milieu.sources.synthetic import Country, make_country

COUNTRIES = 12  # of about 15 clusters and 25 years
KNOWN = ((2, 2), (3, 4), (5, 7), (3, 99))  # growths, from and to


def made_up_lines(seed: int, countries: int = COUNTRIES) -> list[Line]:
    """Return the lines on the made-up country, jobs alone; nothing is asked of them."""
    chances, true, known = [], [], []
    for number in range(countries):
        planted = planted_clusters(make_country(1_000 * (seed % 1_000_000) + number))
        chances.append(stages(planted.trajectories).filtered.reshape(-1, 4))
        true.append(planted.stages.ravel())
        known.append(evidence(planted.trajectories).growths.ravel())
    said, stage, growths = np.concatenate(chances), np.concatenate(true), np.concatenate(known)
    lines = []
    for first, last in KNOWN:
        at = (growths >= first) & (growths <= last)
        error = 100 * stage_calibration_error(said[at], stage[at])
        figure = f"{error:.1f} points{largest_stage(said[at], stage[at])}"
        what = f"made-up country, jobs alone: calibration with {first} to {last} known growths"
        lines.append(Line(what, f"{figure}, {at.sum()} cluster-years", "", None))
    score = ranked_probability_score(said[at], stage[at]).mean()
    return [*lines, Line("made-up country, jobs alone: score", f"{score:.4f}", "", None)]


def planted_clusters(country: Country) -> Panel:
    """Return the true jobs of the planted clusters' cells, summed; renewal counts as growth."""
    truth = country.truth
    table, years = truth.employment, np.array(truth.years)
    jobs = np.zeros((len(truth.clusters), len(years)))
    stage = np.zeros(jobs.shape, np.int64)
    names = [str(one) for one in STAGES]
    for row, cluster in enumerate(truth.clusters):
        inside = pc.and_(
            pc.is_in(table["region"], value_set=pa.array(cluster.regions)),
            pc.is_in(table["industry"], value_set=pa.array(cluster.industries)),
        )
        cells = table.filter(inside)
        np.add.at(jobs[row], cells["year"].to_numpy() - years[0], cells["jobs"].to_numpy())
        named = (cluster.stage(int(year)).replace("renewal", "growth") for year in years)
        stage[row] = [names.index(one) for one in named]
    return panel({"jobs": jobs}, stage)
