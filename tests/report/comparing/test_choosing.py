"""Clusters are chosen by id or a part of their name; what is none is answered with the nearest."""

from pathlib import Path

import pytest

from milieu.report.comparing.choosing import (
    alike,
    by_industries,
    choice,
    matches,
    no_match,
    suggestions,
)
from milieu.report.reading import Cluster, clusters
from tests.report.comparing.rows import study


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cluster]:
    folder: Path = tmp_path_factory.mktemp("study")
    return {one.id: one for one in clusters(study(folder, 12).session())}


def test_ids_may_stand_between_commas_or_be_said_again_and_count_once(known):
    found = choice(["apparel-2,apparel-1", "apparel-1", "apparel-3"], known)
    assert found.ids == ["apparel-2", "apparel-1", "apparel-3"]
    assert not found.unknown and not found.left_out


def test_an_id_with_a_comma_in_it_is_not_cut(known):
    odd = {**known, "a,b": known["apparel-1"]}
    assert [len(choice(["a,b"], odd).wanted), len(choice(["a,b"], known).unknown)] == [1, 2]


def test_an_eleventh_is_left_out_and_named(known):
    found = choice([f"apparel-{n}" for n in range(1, 12)], known)
    assert len(found.wanted) == 10
    assert [one.id for one in found.left_out] == ["apparel-11"]


def test_what_is_no_cluster_is_answered_with_the_nearest(known):
    found = choice(["aparel-4", "apparel-1"], known)
    assert "Did you mean apparel-4 (Apparel in County 4)?" in str(found.unknown[0])
    assert found.ids == ["apparel-1"]
    assert "Search for a part of its name" in str(choice(["zzzz"], known).unknown[0])
    assert "Did you mean Apparel in County 5?" in str(no_match("Aparel in Countty 5", known))


def test_a_search_takes_the_whole_name_first_and_else_all_of_its_words(known):
    assert [one.id for one in matches("apparel in county 1", known)] == ["apparel-1"]
    assert [one.id for one in matches("APPAREL-12", known)] == ["apparel-12"]
    assert len(matches("county", known)) == 8
    assert matches("county nowhere", known) == [] == matches("  ", known)


def test_where_nothing_is_chosen_several_comparisons_are_suggested(known):
    found = suggestions(known)
    assert len(found) >= 3
    assert all(2 <= len(one.clusters) <= 5 for one in found)
    assert suggestions({}) == []


def test_those_of_the_same_industry_are_the_largest_others(known):
    found = alike(known["apparel-1"], by_industries(known))
    assert len(found) == 3 and known["apparel-1"] not in found
