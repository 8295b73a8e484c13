"""A description beside the code is told to readers without what only callers need."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.declare import METHODS
from milieu.indicators.declare import INDICATORS
from milieu.study.method.kinds import entries
from milieu.study.method.layout import Part, laid_out
from milieu.study.method.plainly import lead, plainly

DESCRIBED = {name: one.about for name, one in (*INDICATORS.items(), *METHODS.items())}
PROGRAM = re.compile(
    r"\bNaN\b|\braises\b|UserError|shape \(|same shape|>=|`|^Return |(?<!\w)\*\w|\w\*(?!\w)"
)
TEXT = """Return the share of *something*, as `standardization` says.

S[r] = jobs[r] / region_total[r]

jobs            persons employed, shape (regions, industries), all >= 0
region_total    all jobs, shape (regions,); without it sums
return          same shape as jobs; 1 means all; NaN where region_total is
raises          UserError if a number is negative

With few jobs take shrunken_rate(patents, jobs), where g_i is growth."""


def test_a_reader_is_told_what_it_is_and_when_it_is_not_known():
    first, formula, terms, last = plainly(laid_out(TEXT))
    assert first.text == "The share of something, as standardization says."
    assert formula.formula == "S[r] = jobs[r] / region_total[r]"
    assert terms.terms == (
        ("jobs", "persons employed, none below 0"),
        ("region_total", "all jobs; without it sums"),
        ("Value", "1 means all; unknown where region_total is"),
    )
    assert last.text == "With few jobs take shrunken rate (patents, jobs), where g_i is growth."


def test_the_first_sentence_names_the_thing():
    assert lead("Return jobs over 1.5 firms. More.") == "Jobs over 1.5 firms"
    assert lead("Hot regions") == "Hot regions"


@pytest.mark.parametrize("name", DESCRIBED)
def test_no_description_speaks_to_programmers(name):
    for part in plainly(laid_out(DESCRIBED[name])):
        for text in (part.text, *(told for _name, told in part.terms)):
            assert not PROGRAM.search(text), text
            assert text == text.strip()
            assert not text.startswith((",", ";")), text


def test_lists_name_indicators_as_things():
    lines = [one.line for one in entries()["indicators"].values()]
    assert len(lines) > 20
    assert not any(line.startswith("Return ") for line in lines)


def test_a_formula_stays_as_it_is_and_an_input_without_a_meaning_is_left_out():
    assert plainly([Part(formula="NaN >= *a*"), Part(terms=(("raises", "x"),))]) == [
        Part(formula="NaN >= *a*")
    ]


@given(st.text(alphabet="ab _*`(),;.", max_size=80))
def test_no_letter_of_a_text_is_lost(text):
    kept = "".join(part.text for part in plainly([Part(text=text)]))
    assert re.sub(r"[\s_*`]", "", kept) == re.sub(r"[\s_*`]", "", text)
