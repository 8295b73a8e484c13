"""The shelf: each study opened once for a version, and no reader waits for the next one."""

import os
import shutil

import pytest

from milieu.core.errors import UserError
from milieu.store.lock import writing
from milieu.study.settings import FILE
from milieu.web.faults import NotHere
from milieu.web.opened import Opened
from milieu.web.shelf import DAYS, Shelf
from tests.web.studies import empty_study


def test_a_study_is_opened_once_for_a_version(own_site):
    assert own_site.shelf.open("small") is own_site.shelf.open("small")


def test_an_unknown_study_is_answered_with_the_nearest(own_site):
    with pytest.raises(NotHere, match="small"):
        own_site.shelf.open("smal")


def test_two_studies_of_one_name_are_refused(tmp_path):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        empty_study(tmp_path / place / "same")
    with pytest.raises(UserError, match="same"):
        Shelf([tmp_path / "a" / "same", tmp_path / "b" / "same"])


def test_while_a_new_version_is_read_the_one_before_is_served(own_site, monkeypatch):
    shelf = own_site.shelf
    shelf.warm()
    shelf.settle()
    before = shelf.open("small")
    assert before.is_read
    file = before.study.folder / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert shelf.open("small") is before
    shelf.settle()
    after = shelf.open("small")
    assert after is not before and after.is_read


def test_results_are_read_when_a_build_is_over_and_tables_at_once(own_site):
    shelf = own_site.shelf
    shelf.warm()
    shelf.settle()
    before = shelf.open("small")
    results, settings = (before.study.folder / name for name in ("results/ledger.json", FILE))
    with writing(before.study.folder, "build"):
        touched(results)
        assert shelf.open("small") is before
        shelf.settle()
        assert shelf.open("small") is before  # more results will come
        touched(settings)
        shelf.open("small")
        shelf.settle()
        between = shelf.open("small")
        assert between is not before
        touched(results)
        shelf.open("small")
        shelf.settle()
        assert shelf.open("small") is between
    shelf.open("small")
    shelf.settle()
    assert shelf.open("small") is not between


def touched(file):
    """Change a file's time, as writing it anew does."""
    changed = file.stat().st_mtime_ns + 1_000_000
    os.utime(file, ns=(changed, changed))


def test_what_the_lab_begins_from_is_read_ahead(own_site, monkeypatch):
    own_site.shelf.warm()
    own_site.shelf.settle()
    opened = own_site.shelf.open("small")
    monkeypatch.setattr("milieu.study.lab.grounds.Reading", None)  # nothing is read again
    assert opened.grounds.of(opened.content.clusters[0].id).stage is not None


def test_a_version_that_can_not_be_read_leaves_the_one_before(own_site, caplog):
    shelf = own_site.shelf
    shelf.warm()
    shelf.settle()
    before = shelf.open("small")
    (before.study.folder / "study.toml").write_text("nam =", encoding="utf-8")
    assert shelf.open("small") is before
    shelf.settle()
    assert shelf.open("small") is before and "can not be read" in caplog.text


def test_it_is_told_when_a_newest_version_was_read(own_site):
    told: list[Opened] = []
    own_site.shelf.when_read = told.append
    own_site.shelf.warm()
    own_site.shelf.settle()
    assert sorted(one.name for one in told) == sorted(own_site.shelf.folders)


def test_past_days_are_held_but_not_without_end(own_site):
    for day in range(1, DAYS + 4):
        own_site.shelf.open("empty", f"2026-01-{day:02}")
    assert sum(day != "" for _, day in own_site.shelf._opened) == DAYS
    with pytest.raises(UserError, match="is not a day"):
        own_site.shelf.open("empty", "yesterday")


def test_a_cursor_sees_results_that_are_not_built_as_empty_tables(own_site):
    session = own_site.shelf.open("empty").session()
    assert session.execute("SELECT count(*) FROM clusters").fetchone() == (0,)


def test_what_is_kept_is_made_once_for_a_version(own_site):
    opened, made = own_site.shelf.open("empty"), []
    for _ in range(3):
        opened.kept("thing", lambda: made.append(1), "a")
    opened.kept("thing", lambda: made.append(2), "b")
    assert made == [1, 2]


def test_the_token_changes_with_the_results(own_site):
    before = own_site.shelf.open("small").token
    folder = own_site.shelf.folders["small"]
    shutil.copy(folder / "results" / "ledger.json", folder / "ledger.json")
    (folder / "ledger.json").replace(folder / "results" / "ledger.json")
    own_site.shelf.settle()
    assert own_site.shelf.open("small").token != before
