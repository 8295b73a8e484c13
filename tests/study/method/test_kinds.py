"""All that is declared is gathered, hangs together, and is found."""

import pytest

from milieu.core.errors import UserError
from milieu.indicators.declare import INDICATORS
from milieu.lifecycle.alarms.declare import ALARMS
from milieu.sources.declare import SOURCES
from milieu.study.method.kinds import entries, entry, kinds, lines, search
from milieu.study.method.papers import assumptions, named_in, oracles
from milieu.study.results import RESULTS
from milieu.twin.exam.declare import FACTS
from milieu.twin.parameters import PARAMETERS

DECLARED = {
    "indicators": INDICATORS,
    "alarms": ALARMS,
    "sources": SOURCES,
    "results": RESULTS,
    "facts": FACTS,
    "parameters": PARAMETERS,
}


@pytest.mark.parametrize("kind", DECLARED)
def test_everything_declared_has_an_entry(kind):
    assert set(entries()[kind]) == set(DECLARED[kind])


@pytest.mark.parametrize("kind", kinds())
def test_an_entry_says_what_it_is_and_its_links_lead_to_entries(kind):
    for one in entries()[kind].values():
        assert one.kind == kind and one.title and one.line, one.name
        for _title, links in one.links:
            for link in links:
                known = link.kind == "exam" or link.name in entries()[link.kind]
                assert known, f"{one.name}: {link.kind}/{link.name}"
        for table in one.tables:
            assert all(len(row) == len(table.columns) for row in table.rows), one.name


def test_names_of_indicators_steps_and_results_are_found_before_texts_that_have_the_words():
    found = search("location quotient")
    assert found[0].address == ("indicators", "location_quotient")
    assert search("LOCATION_quotient", "methods")[0].kind == "methods"
    assert search("") == []


def test_a_misspelt_kind_or_name_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'hoover'"):
        entry("indicators", "hover")
    with pytest.raises(UserError, match="Did you mean 'alarms'"):
        lines("alarm")


def test_assumptions_that_sources_name_are_told():
    assert len(assumptions()) > 150
    assert all(text for text in assumptions().values())
    assert named_in("M3 and M4; Smith (2001), C99") == ["M3", "M4"]
    assert named_in("", ("the ramp of assumption P23, as in NACE C10",)) == ["P23"]


def test_published_numbers_are_those_of_the_document():
    rows = oracles()["location_quotient"]
    assert rows[0]["published"] == "0.3847623"
    assert all(row["source"] for group in oracles().values() for row in group)
