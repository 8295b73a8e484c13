"""Weaving: the joint between a value and the words around it is spaced as Chinese is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.weaving import joined, spaced, woven


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("{low} 至 {high}", {"low": "130", "high": "630"}, "130 至 630"),
        (
            "{low} 至 {high}",
            {"low": "1.03\u00a0万", "high": "1.46\u00a0万"},
            "1.03\u00a0万至 1.46\u00a0万",
        ),
        ("{name}的就业", {"name": "新竹"}, "新竹的就业"),
        ("{name}的就业", {"name": "Hsinchu"}, "Hsinchu 的就业"),
        ("{share} 的岗位", {"share": "65%"}, "65% 的岗位"),
        ("增加{n}个", {"n": 5}, "增加 5 个"),
        ("{a}：{b}", {"a": "Jobs", "b": "−5"}, "Jobs：−5"),
        ("没有结果 {name!r}", {"name": "x"}, "没有结果 'x'"),
        ("{a}{b}", {"a": "", "b": "5"}, "5"),
        ("到 {year}{change}", {"year": "2034 年", "change": "增加"}, "到 2034 年增加"),
    ],
)
def test_values_are_woven_in_with_the_space_that_their_letters_ask_for(template, values, said):
    assert woven(template, values) == said


def test_a_date_is_spaced_like_the_words_around_it():
    assert spaced("2026年3月3日") == "2026 年 3 月 3 日"


LETTERS = st.text(st.sampled_from("ab1%，。年 集"), max_size=8)


@given(LETTERS, LETTERS)
def test_joining_changes_nothing_but_one_space(before: str, after: str):
    whole = joined(before, after)
    assert whole.replace(" ", "") == (before + after).replace(" ", "")
    assert abs(len(whole) - len(before + after)) <= 1


@given(LETTERS)
def test_latin_parts_are_joined_as_they_are(text: str):
    assert joined("abc", "def") == "abcdef" and joined("", text) == text == joined(text, "")
