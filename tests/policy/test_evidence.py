"""Evidence: rows as compiled, counted once, never averaged."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.policy.declare import INSTRUMENTS, instruments
from milieu.policy.evidence import (
    NUMBERS,
    THEMES,
    evidence,
    evidence_for,
    origin,
    priors,
    priors_for,
)
from milieu.policy.evidence_summary import independent, ranges, summarize, summary_for

ROWS = tuple(evidence().values())


def test_the_table_is_the_compiled_one_row_by_row(shared_data):
    """Ids, figures, signs, citations and verification are those of the compilation."""
    with (shared_data / "policy_evidence" / "evidence.csv").open(encoding="utf-8") as file:
        compiled = list(csv.DictReader(file))
    assert [row["id"] for row in compiled] == list(evidence())
    for theirs in compiled:
        ours = evidence()[theirs["id"]]
        for name in NUMBERS:
            number = float(theirs[name]) if theirs[name] else np.nan
            np.testing.assert_equal(getattr(ours, name), number)
        for name in ("sign", "citation", "outcome", "unit", "same_evidence_as", "dose_shape"):
            assert getattr(ours, name) == theirs[name].strip()
        assert ours.verified == (theirs["verified"] == "yes")


def test_it_has_the_counts_that_its_description_gives():
    assert len(ROWS) == 238
    assert sum(row.verified for row in ROWS) == 219
    assert sum(row.verified and np.isfinite(row.effect) for row in ROWS) == 85
    assert [sum(row.sign == sign for row in ROWS) for sign in ("+", "0", "-", "")] == [
        158,
        48,
        24,
        8,
    ]


def test_every_row_is_about_an_instrument_or_a_theme_and_refers_to_rows_that_exist():
    for row in ROWS:
        assert row.instrument in INSTRUMENTS or row.instrument in THEMES
        assert not row.same_evidence_as or row.same_evidence_as in evidence()
        assert row.citation
        assert row.verified or not row.quoted_from


def test_an_unknown_instrument_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'loan_guarantee'"):
        evidence_for("loan_garantee")


def test_rows_of_one_estimate_count_once():
    found = evidence_for("loan_guarantee")
    once = independent(found)
    assert {"LGU-01", "LGU-02", "LGU-03"} <= {row.id for row in found}
    assert [row.id for row in once if row.id in ("LGU-01", "LGU-02", "LGU-03")] == ["LGU-01"]
    assert origin(evidence()["LGU-03"]) == "LGU-01"
    summary = summary_for("loan_guarantee")
    assert (len(found), summary.findings, summary.repeated) == (13, 11, 2)


def test_a_row_whose_twin_stands_under_another_instrument_still_counts_here():
    assert origin(evidence()["EXT-09"]) == "CLU-10"
    assert "EXT-09" in {row.id for row in independent(evidence_for("external_linkage"))}


def test_the_row_read_in_its_source_stands_for_one_from_memory():
    known = evidence()["RDG-01"]
    elsewhere = [
        replace(known, id="A", same_evidence_as="SEE-01", verified=False),
        replace(known, id="B", same_evidence_as="SEE-01", verified=True),
    ]
    assert [row.id for row in independent(elsewhere)] == ["B"]


def test_null_and_bad_findings_are_said_as_plainly_as_good_ones():
    said = summary_for("public_venture_capital_match").sentence
    assert said == (
        "9 findings: 3 better, 3 not to be told from zero and 3 worse; 2 more on what lies behind "
        "it. More is not better in 2 findings."
    )


def test_what_is_from_memory_stays_marked():
    summary = summary_for("entry_incentive")
    assert summary.from_memory == 3
    assert "3 from memory" in summary.sentence


def test_a_shock_is_no_finding_on_the_rules_against_it():
    summary = summary_for("market_rules_and_standards")
    assert (summary.findings, summary.worse, summary.background) == (1, 0, 2)


def test_a_range_holds_one_outcome_in_one_unit_and_the_spread_that_was_reported():
    found = {(r.outcome, r.unit): r for r in summary_for("infrastructure").ranges}
    roads = found["regional patents for 10 percent more highway", "percent"]
    assert (roads.low, roads.high, roads.findings) == (1.7, 4.0, 2)


def test_unlike_units_are_never_put_into_one_range_and_memory_makes_none():
    row = evidence()["INF-01"]
    unlike = [
        row,
        replace(row, id="A", unit="elasticity", effect=0.5),
        replace(row, id="B", effect=99.0, verified=False),
    ]
    assert [(r.unit, r.low, r.high) for r in ranges(unlike)] == [
        ("percent", 1.7, 1.7),
        ("elasticity", 0.5, 0.5),
    ]


def test_few_findings_never_make_sure():
    row = evidence()["INF-01"]
    assert summarize("none", ()).better_share == 0.5
    assert summarize("one", (row,)).better_share == pytest.approx(2 / 3)
    memory = replace(row, id="A", verified=False)
    assert summarize("memory", (memory,)).better_share == 0.5


@pytest.mark.parametrize("name", [*(one.name for one in instruments()), *THEMES])
def test_signs_and_sources_add_up(name):
    summary = summary_for(name)
    assert summary.verified + summary.from_memory == summary.findings
    rows = len(evidence_for(name))
    assert summary.findings + summary.background + summary.repeated == rows
    assert all(found.low <= found.high for found in summary.ranges)


def test_every_instrument_has_a_prior_whose_range_holds_its_center():
    assert {prior.instrument for prior in priors()} == {*(i.name for i in instruments())} | {
        "cluster_programme",
        "agglomeration",
    }
    for prior in priors():
        assert prior.low <= prior.center <= prior.high
        assert prior.basis and set(prior.basis) <= set(evidence())
        assert prior.trust in ("high", "medium", "low")
    assert [p.center for p in priors_for("rd_grant")] == [1.0, 0.3]
