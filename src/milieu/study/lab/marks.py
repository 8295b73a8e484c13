"""Marks: short texts that tell whether an answer is to this question, or near to it."""

from dataclasses import replace
from hashlib import sha256

import numpy as np

from milieu.policy.scenario import Scenario
from milieu.policy.writing import scenario_text
from milieu.study.lab.model_version import model_version
from milieu.study.lab.sides import Sides
from milieu.study.staging import Stage

PAST = ("jobs", "firms")  # what triggers on stages look back at


def mark_of(sides: Sides, stage: Stage, seed: int) -> str:
    """Return what tells an answer: both scenarios, the cluster as it begins, seed and model."""
    return _short(sides.mark, seed, beginning(stage))


def alike_of(b: Scenario, stage: Stage) -> str:
    """Return what answers have in common between which is read: all but what is done."""
    bare = replace(b, name="", about="", budget=float("inf"), schedule=(), explanations=())
    return _short(scenario_text(bare), beginning(stage))


def beginning(stage: Stage) -> str:
    """Return what tells how runs of a cluster begin, in this version of the model."""
    past = [stage.past[name].round(9).tolist() for name in PAST]
    years = np.asarray(stage.past.years).tolist()
    return repr((model_version(), stage.year, stage.clusters, stage.elsewhere, past, years))


def _short(*parts: object) -> str:
    return sha256("\x00".join(map(str, parts)).encode()).hexdigest()[:32]
