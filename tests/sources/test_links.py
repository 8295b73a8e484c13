"""Ties as publishers name their two ends."""

import pytest

from milieu.sources.links import ENDS, links
from tests.sources.taking import quarantine, rows, take_one, write


@pytest.mark.parametrize(("one", "other"), ENDS)
def test_ends_are_known_by_their_usual_names(tmp_path, one, other):
    path = write(tmp_path, f"year,{one},{other},type,value\n2016,a,b,supply,2.5\n")
    intake = take_one(path, links)
    assert rows(intake, "year", "from", "to", "kind", "weight") == [(2016, "a", "b", "supply", 2.5)]


def test_kind_and_year_may_be_said_of_the_whole_file(tmp_path):
    path = write(tmp_path, "from,to\na,b\n")
    intake = take_one(path, links, constants={"kind": "ownership", "year": "2010"})
    assert rows(intake, "year", "kind", "weight") == [(2010, "ownership", None)]


def test_a_tie_with_itself_is_left_out_and_one_without_an_end_does_not_fit(tmp_path):
    path = write(tmp_path, "year,from,to,kind,weight\n2000,a,a,x,1\n2000,a,,x,1\n2000,a,b,x,-1\n")
    path.write_text(path.read_text() + "2000,a,c,x,1\n", encoding="utf-8")
    intake = take_one(path, links)
    assert (intake.count, intake.left_out) == (1, 1)
    assert [(line, column) for line, column, _, _ in quarantine(intake)] == [
        (3, "to"),
        (4, "weight"),
    ]


def test_both_directions_and_both_kinds_of_a_pair_are_rows_of_their_own(tmp_path):
    path = write(tmp_path, "year,from,to,kind\n2000,a,b,x\n2000,b,a,x\n2000,a,b,y\n2001,a,b,x\n")
    assert take_one(path, links).count == 4
