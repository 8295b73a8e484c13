"""The calibration file, and how it is made."""

import numpy as np
from exams.stage_skill import EXAM_SEEDS
from numpy.testing import assert_allclose

from milieu.lifecycle import calibration
from milieu.lifecycle.simulated import GENERATORS, HELD_OUT
from milieu.lifecycle.stacking import CONTEXTS, names_of_features


def test_the_file_has_a_weight_for_every_feature():
    of = calibration.weights()
    for pool in (of.filtered, of.smoothed):
        assert pool.weights.shape == (len(names_of_features()), 4)
        assert pool.cooling.shape == (len(CONTEXTS),)


def test_exam_and_calibration_share_no_seed_and_some_generators_are_held_out():
    assert calibration.SEED < EXAM_SEEDS
    assert set(HELD_OUT) < set(GENERATORS)


def test_a_stage_is_left_within_three_years_by_hand():
    left = calibration.left_within(np.array([[1, 1, 1, 1, 2, 2, 2, 2]]))
    assert_allclose(left[0], [0, 1, 1, 1, 0, np.nan, np.nan, np.nan])


def test_rows_are_one_for_each_cluster_year():
    panel = GENERATORS["gradual"](6, 5, np.random.default_rng(1))
    rows = calibration.rows(panel, pooled=False)
    assert rows.filtered.shape == (30, len(names_of_features()))
    assert len(rows.stages) == len(rows.leaves) == 30


def test_a_written_file_is_read_again(tmp_path, monkeypatch):
    of = calibration.weights()
    calibration.write(tmp_path / calibration.FILE, of.filtered, of.smoothed, np.arange(4.0))
    monkeypatch.setattr(calibration, "files", lambda package: tmp_path)
    again = calibration.weights.__wrapped__()
    assert_allclose(again.filtered.weights, of.filtered.weights)
    assert_allclose(again.leave, np.arange(4.0))
