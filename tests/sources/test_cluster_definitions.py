"""Cluster definitions: the U.S. benchmark file, and any list of industries and clusters."""

from pathlib import Path
from typing import Any

import duckdb
import pytest

from milieu.core.errors import UserError
from milieu.sources.cluster_definitions import cluster_definitions
from milieu.sources.engine.intake import Intake, take_in


def taken(tmp_path: Path, text: str, **more: Any) -> Intake:
    file = tmp_path / "ours.csv"
    file.write_text(text, "utf-8")
    (intake,) = take_in(cluster_definitions, file, tmp_path / "scratch", **more)
    return intake


def rows(intake: Intake) -> list[tuple[Any, ...]]:
    query = f"SELECT * EXCLUDE (file) FROM read_parquet('{intake.rows}') ORDER BY ALL"
    return duckdb.execute(query).fetchall()


def test_benchmark_has_51_traded_clusters(tmp_path, shared_data):
    """Delgado, Porter and Stern (2016); the file adds three local clusters for government."""
    file = shared_data / "cluster_definitions" / "us_benchmark_naics_to_cluster.csv"
    (intake,) = take_in(cluster_definitions, file, tmp_path)
    clusters = {kind: set[str]() for kind in ("traded", "local")}
    for definition, industry, cluster, _, kind in rows(intake):
        assert definition == "us_benchmark" and industry.isdigit()
        clusters[kind].add(cluster)
    assert {kind: len(names) for kind, names in clusters.items()} == {"traded": 51, "local": 19}
    assert (intake.count, intake.quarantined, intake.left_out) == (991, 0, 1)


def test_benchmark_codes_are_those_of_industry_tables(tmp_path):
    head = "naics,traded_local,cluster,subcluster,non_standard_code,description\n"
    intake = taken(
        tmp_path,
        head + "111000,Traded,Farms,,True,Crops\n336411,Traded,Aircraft,,False,Aircraft\n",
    )
    assert [row[1] for row in rows(intake)] == ["111", "336411"]


def test_own_definition_needs_two_columns_and_a_name(tmp_path):
    intake = taken(
        tmp_path,
        "CODE,GROUP\nC14,Fashion\nC15,Fashion\n",
        mapping={"industry": "CODE", "cluster": "GROUP"},
        constants={"definition": "ours"},
    )
    assert rows(intake) == [
        ("ours", "C14", "Fashion", None, None),
        ("ours", "C15", "Fashion", None, None),
    ]


def test_own_definition_without_a_name_says_how_to_give_one(tmp_path):
    with pytest.raises(UserError, match="no column for definition"):
        taken(tmp_path, "industry,cluster\nC14,Fashion\n")


def test_industry_in_two_clusters_of_one_definition_goes_to_quarantine(tmp_path):
    text = "definition,industry,cluster\nours,C14,Fashion\nours,C14,Textiles\nours,C15,Fashion\n"
    intake = taken(tmp_path, text)
    assert (intake.count, intake.quarantined) == (1, 2)
