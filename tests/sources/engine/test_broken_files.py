"""Broken files: what can be taken is taken, the rest is named, nothing is lost or half done."""

import pytest

from milieu.core.errors import UserError
from tests.sources.engine.broken_files import DAMAGED, REFUSED, Damaged, Refused
from tests.sources.taking import leftovers, quarantine, take_one


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence_and_leaves_nothing(
    case: Refused, tmp_path
):
    path = case.make(tmp_path)
    with pytest.raises(UserError) as refusal:
        take_one(path, **case.wishes)
    for words in case.says:
        assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert leftovers(path.parent) == []


@pytest.mark.parametrize("case", DAMAGED, ids=lambda case: case.name)
def test_rows_that_do_not_fit_are_named_and_all_rows_are_accounted_for(case: Damaged, tmp_path):
    path = case.make(tmp_path)
    intake = take_one(path, **case.wishes)
    assert tuple(quarantine(intake)) == case.misfits
    assert intake.quarantined == len(case.misfits)
    assert intake.count + intake.quarantined + intake.left_out == case.rows
    line, column, found, expected = case.misfits[0]
    for part in (path.name, f"line {line}", found or "empty", expected):
        assert part in intake.problem
    assert not column or "," in column or column in intake.problem
