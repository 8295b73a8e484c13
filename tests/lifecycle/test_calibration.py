"""The calibration file, and how it is made."""

import numpy as np
from exams.stage_skill import EXAM_SEEDS
from numpy.testing import assert_allclose

from milieu.lifecycle import calibration
from milieu.lifecycle.simulated import GENERATORS, HELD_OUT
from milieu.lifecycle.simulated.worlds import worlds
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
    assert len(rows.stages) == len(rows.leaves) == len(rows.growths) == 30
    assert not rows.alone.any()


def test_every_generator_weighs_the_same_and_the_worlds_twice_as_much():
    few = list(calibration.panels(1, 0, GENERATORS["clean switches"], 1))
    many = list(calibration.panels(1, 1, worlds, 3))
    by_generator = {"clean switches": few[0], calibration.WORLDS: calibration.join(many)}
    sample = calibration.sample(by_generator, "filtered")
    size = len(few[0].stages)
    assert_allclose(sample.weights[:size].sum(), calibration.WEIGHT)
    assert_allclose(sample.weights[size:].sum(), 2 * calibration.WEIGHT)
    assert not set(sample.kinds[:size]) & set(sample.kinds[size:])


def test_panels_fitted_on_differ_in_length_and_repeat_by_seed():
    once, again = (list(calibration.panels(7, 0, worlds, 3)) for _ in range(2))
    assert len({rows.growths.max() for rows in once}) == 3
    assert_allclose(once[-1].filtered, again[-1].filtered)


def test_a_written_file_is_read_again(tmp_path, monkeypatch):
    of = calibration.weights()
    calibration.write(tmp_path / calibration.FILE, of.filtered, of.smoothed, np.arange(4.0))
    monkeypatch.setattr(calibration, "files", lambda package: tmp_path)
    again = calibration.weights.__wrapped__()
    assert_allclose(again.filtered.weights, of.filtered.weights)
    assert_allclose(again.leave, np.arange(4.0))
