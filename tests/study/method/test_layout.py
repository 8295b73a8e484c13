"""A description is taken apart into texts, formulas and terms."""

from hypothesis import given
from hypothesis import strategies as st

from milieu.indicators.declare import INDICATORS
from milieu.study.method.layout import laid_out

TEXT = """Return the share of something.

LQ[r, i] = a / b

jobs     persons employed,
         all of them
return   NaN where it is unknown

It matters."""


def test_texts_formulas_and_terms_are_told_apart():
    first, formula, terms, last = laid_out(TEXT)
    assert first.text == "Return the share of something."
    assert formula.formula == "LQ[r, i] = a / b"
    assert terms.terms == (
        ("jobs", "persons employed, all of them"),
        ("return", "NaN where it is unknown"),
    )
    assert last.text == "It matters."


def test_every_indicator_begins_with_a_text_and_explains_its_terms():
    for one in INDICATORS.values():
        parts = laid_out(one.about)
        assert parts[0].text, one.name
        assert any(part.terms for part in parts), one.name


@given(st.text(alphabet="abc =.\n ", max_size=200))
def test_no_letter_is_lost(text: str):
    kept = "".join(
        part.text + part.formula + "".join(name + told for name, told in part.terms)
        for part in laid_out(text)
    )
    assert "".join(kept.split()) == "".join(text.split())
