"""Every published number is given to its last printed digit."""

from pathlib import Path

import pytest

from tests.oracles import ORACLES, AbsentError, Oracle, shared

PAGE = Path(__file__).parents[1] / "docs" / "oracles.md"


@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: oracle.name)
def test_gives_the_published_number(oracle: Oracle) -> None:
    try:
        if oracle.needs_shared:
            shared()
        ours = oracle.ours()
    except AbsentError as reason:
        pytest.skip(str(reason))
    assert abs(ours - oracle.published) <= oracle.within, f"{ours} against {oracle.published}"


def test_no_row_is_there_twice_and_each_says_where_it_is_from() -> None:
    names = [oracle.name for oracle in ORACLES]
    assert len(set(names)) == len(names)
    assert all(oracle.source for oracle in ORACLES)


def test_the_page_names_every_row() -> None:
    if not PAGE.exists():
        pytest.skip("the page has not been written: python -m tests.oracles docs")
    text = PAGE.read_text(encoding="utf-8")
    for oracle in ORACLES:
        assert f"| {oracle.indicator} | {oracle.what} |" in text, "run python -m tests.oracles docs"
