"""Golden: a small study gives the figures it gave when they were looked at last."""

import pytest

from tests.study.small import make_study

FIGURES = {
    "cells": ("region", "industry", "year", "jobs_low", "jobs", "jobs_high", "status"),
    "clusters": (
        "cluster",
        "name",
        "jobs_low",
        "jobs",
        "jobs_high",
        "location_quotient",
        "robustness",
        "existence_probability",
        "status",
    ),
    "cluster_events": ("year", "event", "cluster", "other"),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("golden"))
    list(study.build())
    return study


@pytest.mark.parametrize("result", FIGURES)
def test_golden_figures_of_a_small_study(built, golden, result):
    rows = built.table(result).to_pandas()[list(FIGURES[result])]
    if result == "cells":
        rows = rows[rows.year == 2002]
    golden(f"small_{result}.csv", rows.to_csv(index=False, float_format="%.4g"))
