import numpy as np
import pytest

from milieu.twin.exam.cycles import (
    concentration,
    final_quality,
    full_cycle_share,
    full_cycle_share_by_sales,
    full_cycles,
    lock_in_share,
    quality_by_decade,
)
from tests.twin.exam.made_up import run, with_clusters

HILL = np.exp(-(((np.arange(60.0) - 30) / 12) ** 2))


def columns(*series):
    return np.stack(series, axis=1)


def test_a_full_cycle_starts_low_peaks_at_30_firms_and_ends_low():
    made = with_clusters(
        firms=columns(
            200 * HILL,
            29 * HILL,
            200 * np.maximum(HILL, 0.31),  # starts too high
            200 * np.where(np.arange(60) > 30, np.maximum(HILL, 0.75), HILL),  # hardly falls
            np.linspace(1, 200, 60),
            np.linspace(200, 1, 60),
            np.zeros(60),
        )
    )
    assert full_cycles(made).tolist() == [True, False, False, False, False, False, False]
    assert full_cycle_share(made) == pytest.approx(1 / 7)


def test_a_cycle_by_sales_needs_30_firms_and_its_own_rise_and_fall():
    flat = np.full(60, 50.0)
    made = with_clusters(
        firms=columns(flat, 20 + 0 * flat, 200 * HILL), sales=columns(HILL, HILL, flat)
    )
    assert full_cycle_share_by_sales(made) == pytest.approx(1 / 3)
    assert full_cycle_share(made) == pytest.approx(1 / 3)


def test_locked_in_are_alike_clusters_off_the_sweet_spot_after_year_20():
    made = run(60, clusters=5)
    made.clusters["firms"] = 20
    made.clusters["homogeneity"][:, :2] = 0.95  # elsewhere, and one far off
    made.clusters["distance"][:, :3] = 0.1
    made.clusters["homogeneity"][:, 3] = 0.95  # alike and on the spot
    assert lock_in_share(made) == pytest.approx(1 / 4)
    made.clusters["firms"][:, 4] = 14
    assert lock_in_share(made) == pytest.approx(1 / 3)
    made.clusters["homogeneity"][80:, 1] = 0.5
    assert lock_in_share(made) == 0.0


def test_unknown_homogeneity_is_left_out_of_lock_in():
    made = run(60, clusters=3)
    made.clusters["firms"], made.clusters["distance"] = 20, 0.2
    made.clusters["homogeneity"][:, 1:] = np.array([0.95, np.nan])
    assert lock_in_share(made) == 1.0


def test_quality_is_weighed_by_sales_and_told_by_decade():
    quality = np.repeat(np.array([[0.8, 0.2], [0.6, 0.2], [0.5, 0.1]]), 10, axis=0)
    made = with_clusters(30, quality=quality, sales=np.tile([3.0, 1.0], (30, 1)))
    assert quality_by_decade(made) == pytest.approx([0.65, 0.5, 0.4])
    assert final_quality(made) == pytest.approx(0.4)


def test_concentration_is_the_share_of_the_largest_in_the_last_ten_years():
    jobs = np.vstack([np.tile([90.0, 5.0, 5.0], (20, 1)), np.tile([20.0, 60.0, 20.0], (10, 1))])
    made = with_clusters(30, jobs=jobs)
    made.clusters["jobs"][:, 0] = 1e6
    assert concentration(made) == pytest.approx(0.6)


@pytest.mark.parametrize("years", [0, 5, 30])
def test_what_does_not_exist_is_unknown(years):
    empty = run(years)
    assert np.isnan([lock_in_share(empty), final_quality(empty), concentration(empty)]).all()
    assert len(quality_by_decade(empty)) == years // 10
    assert full_cycle_share(empty) == 0.0
    assert np.isnan(full_cycle_share(run(years, clusters=1)))
