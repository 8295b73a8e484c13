import re

from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.slugs import slug, unused


def test_codes_stay_readable():
    assert slug("3362", "18039") == "3362-18039"
    assert slug("C14", "ITC1") == "c14-itc1"
    assert slug("Möbel", "Ústí nad Labem") == "mobel-usti-nad-labem"


def test_other_scripts_and_long_codes_are_told_apart():
    assert slug("家具", "佛山") != slug("家具", "东莞")
    assert slug("x" * 40, "1") != slug("x" * 41, "1")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_slug_is_safe_as_file_name_and_address(industry, region):
    assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug(industry, region))
    assert len(slug(industry, region)) < 64


def test_a_taken_slug_gets_a_number():
    assert unused("a", {"a", "a-2"}) == "a-3"
    assert unused("b", {"a"}) == "b"
