"""Calibration of the stage model by the number of growths it knows: when may it speak?

The usual rule asks for eight periods. The exam measures instead whether probabilities are
calibrated with fewer, and the model speaks from `FEWEST_GROWTHS` on.
"""

import numpy as np

from exams.stage_lines import Line, largest_stage
from milieu.lifecycle.evidence import evidence
from milieu.lifecycle.reasons import FEWEST_GROWTHS
from milieu.lifecycle.scores import stage_calibration_error
from milieu.lifecycle.simulated import GENERATORS, jobs_alone
from milieu.lifecycle.stages import stages

# Many small panels: base rates and common shocks differ between panels, and calibration is over all
# of them. Of 90 panels, errors came out up to .8 points too large, of 400 up to .3.
CLUSTERS, PANELS, YEARS = 40, 1_000, 9
KNOWN = ((1, 1), (2, 2), (3, 4), (5, 7))  # growths, from and to
TOLERATED = 0.05


def short_lines(seed: int) -> list[Line]:
    """Return the lines on short series of jobs alone, of every generator."""
    errors = {name: _errors(name, seed) for name in GENERATORS}
    lines = []
    for position, (first, last) in enumerate(KNOWN):
        found = {name: error[position][0] for name, error in errors.items()}
        worst = max(found, key=lambda name: found[name])
        mean = float(np.mean(list(found.values())))
        what = f"calibration with {first} to {last} known growths, jobs alone"
        which = f"{worst}{errors[worst][position][1]}"
        figure = f"mean {100 * mean:.1f}, worst {100 * found[worst]:.1f} points ({which})"
        asked = "< 5 points" if first >= FEWEST_GROWTHS else ""
        held = found[worst] < TOLERATED if first >= FEWEST_GROWTHS else None
        lines.append(Line(what, figure, asked, held))
    return lines


def _errors(name: str, seed: int) -> list[tuple[float, str]]:
    """Return the calibration error at each range of known growths, and its largest stage."""
    said, true, growths = [], [], []
    for number in range(PANELS):
        draw = np.random.default_rng([seed, 77, list(GENERATORS).index(name), number])
        panel = jobs_alone(GENERATORS[name](CLUSTERS, YEARS, draw))
        said.append(stages(panel.trajectories).filtered.reshape(-1, 4))
        true.append(panel.stages.ravel())
        growths.append(evidence(panel.trajectories).growths.ravel())
    chances, stage, known = np.concatenate(said), np.concatenate(true), np.concatenate(growths)
    errors = []
    for first, last in KNOWN:
        at = (known >= first) & (known <= last)
        error = stage_calibration_error(chances[at], stage[at])
        errors.append((error, largest_stage(chances[at], stage[at])))
    return errors
