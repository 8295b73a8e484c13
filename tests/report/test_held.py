"""Rows held in memory are those of the session, by cluster."""

from pathlib import Path

import pyarrow as pa

from milieu.report.held import Held, held
from milieu.report.lots import held_lots, lots_of
from milieu.report.reading import by_cluster, clusters
from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import made, of_cells


def test_rows_are_those_that_a_query_gives():
    session = with_foresight(made(Path("study"))).session()
    found = clusters(session)
    for result in ("cluster_years", "cluster_members", "stages", "alarms"):
        kept = held(session, result, "year")
        wanted = by_cluster(session, result, found)
        for one in found:
            for row in kept[one.id]:
                assert row in wanted[one.id]
            assert len(kept[one.id]) == len(wanted[one.id])


def test_a_cluster_without_rows_and_a_result_that_is_not_built_have_none():
    study = made(Path("study"))
    study.missing = ("stages",)
    session = study.session()
    assert held(session, "stages", "year")["apparel-1"] == []
    assert held(session, "cluster_years", "year")["nobody"] == []


def test_unknown_numbers_are_null_and_not_nan():
    study = made(Path("study"), clusters=1, years=(2013, 2014))
    study.tables["cluster_years"][0]["jobs"] = float("nan")
    rows = held(study.session(), "cluster_years", "year")["apparel-1"]
    assert [row["jobs"] is None for row in rows] == [True, False]


def test_values_of_every_kind_come_back_as_pythons():
    rows = pa.table({
        "cluster": ["a", "a", "b"],
        "year": pa.array([2013, 2014, None], pa.int16()),
        "found": pa.array([True, None, False]),
        "jobs": pa.array([1.5, None, float("nan")]),
        "note": pa.array(["x", None, "x"]),
    })  # fmt: skip
    kept = Held(rows)
    assert kept["a"] == [
        {"cluster": "a", "year": 2013, "found": True, "jobs": 1.5, "note": "x"},
        {"cluster": "a", "year": 2014, "found": None, "jobs": None, "note": None},
    ]
    assert kept["b"] == [{"cluster": "b", "year": None, "found": False, "jobs": None, "note": "x"}]
    assert type(kept["a"][0]["year"]) is int and type(kept["a"][0]["jobs"]) is float
    assert list(kept) == ["a", "b"] and len(kept) == 2


def test_only_the_last_year_is_held_where_no_other_is_shown():
    session = with_foresight(made(Path("study"))).session()
    rows = held(session, "alarms", "year", newest=True)["apparel-1"]
    assert len(rows) == 3 and {row["year"] for row in rows} == {2014}


def test_pages_are_made_of_the_same_rows_whether_read_at_once_or_held():
    study = with_foresight(made(Path("study"), clusters=12))
    study.tables["indicators"] += of_cells(12, 2014)
    session = study.session()
    found = clusters(session)
    once, kept = lots_of(session, found), held_lots(session, found)
    for one in found:
        a, b = once.foreseen.of(one), kept.foreseen.of(one)
        for name in ("stages", "alarms", "signs", "peers", "survival", "outlook", "past"):
            assert list(getattr(a, name)) == list(getattr(b, name)), name
        for peer in a.peers:
            assert a.lines[peer["peer"]] == b.lines[peer["peer"]]
            assert a.names[peer["peer"]] == b.names[peer["peer"]]
