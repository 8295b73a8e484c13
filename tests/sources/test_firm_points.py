"""Firms with coordinates: slips go to quarantine, a misplaced file is refused as a whole."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from milieu.core.errors import UserError
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.firm_points import firm_points

HEAD = "id,longitude,latitude,industry,opened,closed,jobs\n"


def taken(tmp_path: Path, text: str, **more: Any) -> Intake:
    file = tmp_path / "firms.csv"
    file.write_text(text, "utf-8")
    (intake,) = take_in(firm_points, file, tmp_path / "scratch", **more)
    return intake


def firms(intake: Intake, columns: str = "firm, longitude, latitude") -> list[tuple[Any, ...]]:
    return duckdb.execute(
        f"SELECT {columns} FROM read_parquet('{intake.rows}') ORDER BY 1"
    ).fetchall()


def test_firms_have_place_industry_years_and_jobs(tmp_path):
    intake = taken(tmp_path, HEAD + "a,9.9,51.5,C14,1990,2001,12\nb,10.1,51.6,C15,2005-12-07,,\n")
    assert firms(intake, "*, NULL")[0][:8] == ("a", 9.9, 51.5, None, "C14", 1990, 2001, 12)
    assert firms(intake, "firm, opened, closed, jobs")[1] == ("b", 2005, None, None)


def test_firm_closed_before_it_opened_goes_to_quarantine(tmp_path):
    intake = taken(tmp_path, HEAD + "a,9.9,51.5,C14,1990,1989,1\nb,9.9,51.5,C14,1990,1990,1\n")
    assert [row[0] for row in firms(intake)] == ["b"]
    assert intake.problem.startswith("firms.csv, line 2: closed is 1989, before it opened in 1990")


def test_single_slip_of_a_coordinate_goes_to_quarantine(tmp_path):
    intake = taken(
        tmp_path, HEAD + "a,9.9,51.5,,,,\nb,9.9,515,,,,\nc,9.8,51.4,,,,\nd,east,51.4,,,,\n"
    )
    assert [row[0] for row in firms(intake)] == ["a", "c"]
    assert intake.quarantined == 2
    assert "line 3: latitude is 515, but it must be at most 90" in intake.problem


def test_swapped_columns_beyond_ninety_degrees_are_one_error(tmp_path):
    """Hsinchu lies at 121 east and 24.8 north."""
    with pytest.raises(
        UserError, match=r"^firms.csv: .* swapped in the whole file.*--map longitude="
    ):
        taken(tmp_path, HEAD + "a,24.8,121.0,,,,\nb,24.7,120.9,,,,\n")


def test_swapped_columns_are_found_by_the_box_of_the_study(tmp_path):
    """Chicago, 87 west and 42 north, is on the globe either way."""
    text = HEAD + "a,41.9,-87.6,,,,\nb,41.8,-87.7,,,,\n"
    with pytest.raises(UserError, match="swapped in the whole file"):
        taken(tmp_path, text, constants={"box": "-88.5, 41, -87, 43"})


def test_points_in_the_box_and_points_elsewhere_are_left_alone(tmp_path):
    text = HEAD + "a,-87.6,41.9,,,,\nb,-87.7,41.8,,,,\n"
    assert taken(tmp_path, text, constants={"box": "-88.5,41,-87,43"}).count == 2
    other = tmp_path / "other"
    other.mkdir()
    assert taken(other, text, constants={"box": "9,51,10,52"}).count == 2


@pytest.mark.parametrize("box", ["9,51,10", "Chicago", "10,51,9,52"])
def test_box_that_is_none_is_refused(tmp_path, box):
    with pytest.raises(UserError, match=f"box is {box}, but it must be west,south,east,north"):
        taken(tmp_path, HEAD + "a,9.9,51.5,,,,\n", constants={"box": box})


def test_projected_meters_are_one_error(tmp_path):
    with pytest.raises(UserError, match=r"not degrees but 3512345.1 and 5712345.2.*EPSG:4326"):
        taken(tmp_path, HEAD + "a,3512345.1,5712345.2,,,,\nb,3512300,5712300,,,,\n")


def test_mapping_gives_other_names_and_mends_swapped_columns(tmp_path):
    text = "Nr;x;y\n1;51,5;9,9\n2;51,6;9,8\n"
    mapping = {"firm": "Nr", "longitude": "y", "latitude": "x"}
    assert firms(taken(tmp_path, text, mapping=mapping))[0] == ("1", 9.9, 51.5)


def test_goettingen_health_providers_all_have_their_place(tmp_path, shared_data):
    file = shared_data / "firm_points" / "goettingen_health_providers.csv"
    (intake,) = take_in(firm_points, file, tmp_path, mapping={"firm": "location"})
    assert (intake.count, intake.quarantined) == (617, 0)
    assert all(9 < east < 11 and 51 < north < 52 for _, east, north in firms(intake))


def test_chicago_licences_are_read_with_their_dates(tmp_path, shared_data):
    file = shared_data / "firm_points" / "chicago_business_licences_sample.csv"
    (intake,) = take_in(firm_points, file, tmp_path, constants={"box": "-88.5,41,-87,43"})
    assert (intake.count, intake.quarantined) == (561, 0)
