"""Diagnosis of a cluster from what its study knows, and the evidence on instruments."""

import pyarrow.compute as pc
import pytest

from milieu.core.errors import UserError
from milieu.study.evidence import evidence_of
from milieu.study.study import Study
from tests.study.small import make_study


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    study = make_study(tmp_path_factory.mktemp("diagnosed"), years=range(2000, 2008))
    list(study.build())
    return study


def a_cluster(study: Study) -> str:
    return str(study.table("clusters")["cluster"][0])


def test_figures_are_those_of_the_study_in_its_last_year(built):
    cluster = a_cluster(built)
    found = built.diagnose(cluster)
    row = built.table("cluster_years", cluster=cluster, year=2007).to_pylist()[0]
    assert found.year == 2007
    assert found.figures["jobs_per_firm"] == pytest.approx(row["jobs"] / row["establishments"])
    assert not found.diagnosis.not_used


def test_what_is_given_is_used_and_said_in_the_reason(built):
    found = built.diagnose(a_cluster(built), {"late_payment_share": 0.4})
    text = found.text(3)
    assert "40" in text and "paid late" in text
    assert "court_and_arbitration" in text
    assert text.count("\n1. **") == 1 and "\n4. **" not in text
    assert "What can not be told" in text


@pytest.mark.parametrize(
    ("cluster", "known", "words"),
    [
        ("no-such-cluster", {}, "no cluster 'no-such-cluster'"),
        ("", {"late_paymnt_share": 0.1}, "Did you mean 'late_payment_share'"),
        ("", {"late_payment_share": 1.4}, "it must be 0 to 1"),
    ],
)
def test_says_what_is_wrong_with_a_question(built, cluster, known, words):
    with pytest.raises(UserError, match=words):
        built.diagnose(cluster or a_cluster(built), known)


def test_a_study_that_is_not_built_says_so(tmp_path):
    with pytest.raises(UserError, match="milieu build"):
        make_study(tmp_path).diagnose("any")


def test_evidence_shows_null_bad_and_unverified_findings_too():
    rows = evidence_of("incubator").rows
    assert {"+", "0", "-"} <= set(rows["sign"].to_pylist())
    assert evidence_of("training").rows["verified"].type == "bool"
    every = evidence_of("rd_grant").rows
    assert pc.sum(pc.is_null(every["effect"])).as_py() > 0, "no number was seen: null, not zero"


def test_an_unknown_instrument_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="incubator"):
        evidence_of("incubatr")
