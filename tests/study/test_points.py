"""K-density and M of a build: firms planted together, and firms of everywhere."""

import numpy as np
import pytest

from milieu.indicators.marcon_puech import marcon_puech
from milieu.indicators.points.places import on_globe
from milieu.study.steps import points
from milieu.study.study import Study
from tests.study.part import build_part
from tests.study.small import INDUSTRIES, make_study

TOGETHER, SCATTERED = "311", "312"  # of both a cluster is found


def firms():
    """60 firms of each industry over four by four degrees; those of one within a tenth."""
    random = np.random.default_rng(1)
    for code in INDUSTRIES:
        for number in range(60):
            east, north = random.uniform(0, 0.1 if code == TOGETHER else 4, 2)
            yield f"{code}-{number}", code, round(10 + east, 5), round(50 + north, 5)


def with_firms(folder) -> Study:
    study = make_study(folder, hide=False)
    lines = ["firm,industry,longitude,latitude"]
    lines += [",".join(map(str, firm)) for firm in firms()]
    (folder / "firms.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("firm_points", [folder / "firms.csv"])
    return study


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    study = with_firms(tmp_path_factory.mktemp("points"))
    build_part(study, "cells", "clusters", "points")
    return study


def test_firms_that_stand_together_are_more_frequent_around_each_other(built):
    rows = built.table("m_function").to_pandas().set_index(["industry", "distance"])
    near = rows.loc[(TOGETHER, 10.0)]
    assert near.m > near.local_high
    assert near.m > 4
    assert (near.firms, near.all_firms) == (60, 360)
    far = rows.loc[(SCATTERED, 50.0)]
    assert 0.5 < far.m < 1.5


def test_m_is_that_of_all_firms_where_they_are_few(built):
    rows = sorted(firms())
    places = on_globe([x for _, _, x, _ in rows], [y for _, _, _, y in rows])
    at = [n for n, (_, code, _, _) in enumerate(rows) if code == TOGETHER]
    expected = marcon_puech(places, at, points.RADII, draws=40).value
    shown = built.table("m_function", industry=TOGETHER).to_pandas()
    assert list(shown.distance) == list(np.array(points.RADII)[~np.isnan(expected)])
    np.testing.assert_allclose(shown.m, expected[~np.isnan(expected)])


def test_among_very_many_firms_m_looks_at_a_sample(tmp_path, monkeypatch):
    monkeypatch.setattr(points, "MOST_PLACES", 120)
    study = with_firms(tmp_path)
    build_part(study, "cells", "clusters", "points")
    rows = study.table("m_function").to_pandas()
    assert set(rows.all_firms) == {120}
    assert (rows.firms < 60).all()
    assert rows[(rows.industry == TOGETHER) & (rows.distance == 10)].m.item() > 4
    assert set(study.table("k_density").to_pandas().firms) == {60}


def test_radii_at_which_no_firm_has_a_neighbor_are_left_out(tmp_path):
    study = make_study(tmp_path, hide=False)
    lines = ["firm,industry,longitude,latitude"]
    lines += [f"{n},{INDUSTRIES[n % 2]},{10 + n / 20},50" for n in range(40)]  # 3.6 km apart
    (tmp_path / "firms.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("firm_points", [tmp_path / "firms.csv"])
    build_part(study, "cells", "clusters", "points")
    rows = study.table("m_function").to_pandas()
    assert rows.distance.min() == 5
    assert (rows.lonely < rows.firms).all()


def test_a_firm_of_which_nobody_knows_the_industry_stops_no_build(tmp_path):
    study = make_study(tmp_path, hide=False)
    lines = [
        "firm,industry,region,longitude,latitude,jobs",
        "a,,North,10,50,30",
        "b,311,North,,,20",
    ]
    (tmp_path / "firms.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("firm_points", [tmp_path / "firms.csv"])
    states = build_part(study, "cells", "clusters", "indicators", "points")
    assert set(states.values()) == {"done"}
    rows = study.table("indicators", indicator="ellison_glaeser", industry="311").to_pandas()
    assert rows.value.notna().all()
