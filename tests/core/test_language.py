"""Language: the same sentence from a catalog, its values in place, in this thread or task only."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from milieu.core.errors import UserError
from milieu.core.language import N_, _, gap, in_sense, language, language_tag, several, speaking


def test_english_is_what_the_code_says_and_needs_no_catalog():
    assert language() == "en" and language_tag() == "en" and gap() == " "
    assert _("Jobs: {where}", where="Hsinchu") == "Jobs: Hsinchu"
    assert several("{n} thing", "{n} things", 1, n=1) == "1 thing"
    assert several("{n} thing", "{n} things", 2, n=2) == "2 things"
    assert in_sense("of an alarm", "none of {n}", n=3) == "none of 3"
    assert N_("Lock-in") == "Lock-in"


def test_a_text_is_said_in_the_language_spoken_and_no_longer():
    with speaking("zh"):
        assert language_tag() == "zh-Hans" and gap() == ""
        assert _("Jobs: {where}", where="新竹") == "就业人数：新竹"
        with speaking("en"):
            assert _("Jobs: {where}", where="x") == "Jobs: x"
        assert language() == "zh"
    assert language() == "en"


def test_a_text_without_translation_and_an_empty_one_stay_as_they_are():
    with speaking("zh"):
        assert _("no catalog has this {n}", n=1) == "no catalog has this 1"
        assert _("") == ""


def test_the_order_of_values_is_that_of_the_language():
    said = {"stage": "成长期", "year": 2015, "chance": "65%（20 次中约 13 次）"}
    with speaking("zh"):
        assert _("Most probably in {stage} since {year}: {chance}.", **said) == (
            "最可能自 2015 年起处于成长期：65%（20 次中约 13 次）。"
        )


def test_one_english_word_has_one_translation_for_each_meaning():
    with speaking("zh"):
        assert in_sense("end of a sentence", ".") == "。"
        assert in_sense("between names of a list", ", ") == "、"
        assert in_sense("between parts", ", ") == "，"


def test_counts_have_their_measure_word():
    with speaking("zh"):
        for n in (0, 1, 5):
            assert several("{n} cluster", "{n} clusters", n, n=n) == f"{n} 个集群"


def test_an_unknown_language_is_refused_with_those_that_are_spoken():
    with pytest.raises(UserError) as refused, speaking("xx"):
        pass
    assert "zh" in str(refused.value)


def test_a_missing_value_is_a_fault_of_the_code():
    with speaking("zh"), pytest.raises(KeyError):
        _("Jobs: {where}", wher="x")


def test_two_threads_and_two_tasks_speak_their_own_language():
    def spoken(code: str) -> str:
        with speaking(code):
            return _("Jobs")

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(spoken, ["zh", "en"] * 8)) == ["就业人数", "Jobs"] * 8

    async def task(code: str) -> str:
        with speaking(code):
            await asyncio.sleep(0)
            return _("Jobs")

    async def both() -> list[str]:
        return list(await asyncio.gather(task("zh"), task("en"), task("zh")))

    assert asyncio.run(both()) == ["就业人数", "Jobs", "就业人数"]
