"""Attacks that have to fail: a study from elsewhere, into whose folder somebody laid things."""

import json
import os
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.web.shelf import WRITTEN, Shelf
from milieu.web.site import Site
from milieu.web.tasks.task import RECORD
from tests.web.safety.attacking import CSV, SECRET, upload
from tests.web.safety.conftest import TRAP, Visit

ID = "0123456789abcdef"
PLANTED = {
    "kind": "add",
    "options": {"source": "long_table"},
    "state": "done",
    "made": "2026-01-01",
}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder outside of the study, with something that nobody should see or write."""
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "secret.csv").write_text(f"region,industry,year,jobs\n{SECRET},1,2015,x\n")
    return folder


def planted(site: Site, **said: object) -> Path:
    """Lay a task into the study, as if it had been there when the study was copied."""
    folder = site.shelf.folders[TRAP] / "tasks" / ID
    for name in ("results", "inputs", "kept"):
        (folder / name).mkdir(parents=True)
    (folder / RECORD).write_text(json.dumps({**PLANTED, **said}))
    return folder


def test_a_planted_task_without_links_is_seen(write_visit: Visit, writable: Site):
    (planted(writable) / "results" / "a.txt").write_text("fine")
    asking = write_visit("ada")
    assert asking.get(f"/api/v1/s/{TRAP}/tasks/{ID}").status_code == 200
    assert asking.get(f"/api/v1/s/{TRAP}/tasks/{ID}/results/a.txt").text == "fine"


@pytest.mark.parametrize("part", ["results", "inputs", "kept"])
def test_a_folder_of_a_task_that_leads_elsewhere_shows_nothing(
    write_visit: Visit, writable: Site, elsewhere: Path, part: str
):
    folder = planted(writable)
    (folder / part).rmdir()
    (folder / part).symlink_to(elsewhere, target_is_directory=True)
    asking = write_visit("ada")
    answer = asking.get(f"/api/v1/s/{TRAP}/tasks/{ID}/results/secret.csv")
    assert answer.status_code == 404
    assert SECRET not in answer.text
    assert asking.get(f"/s/{TRAP}/tasks/{ID}").status_code == 404


def test_a_task_that_is_a_link_is_none(write_visit: Visit, writable: Site, elsewhere: Path):
    folder = planted(writable)
    folder.rename(elsewhere / ID)
    folder.symlink_to(elsewhere / ID, target_is_directory=True)
    assert write_visit("ada").get(f"/s/{TRAP}/tasks/{ID}").status_code == 404


def test_a_waiting_task_writes_into_no_file_elsewhere_and_reads_none(
    write_visit: Visit, writable: Site, elsewhere: Path
):
    for place in ("log.txt", "inputs/panel.csv", "progress.json"):
        folder = planted(writable, state="waiting", queued="2026-01-01")
        (folder / place).symlink_to(elsewhere / "secret.csv")
        before = (elsewhere / "secret.csv").read_bytes()
        assert writable.tasks.step() is False  # nothing to begin
        assert write_visit("ada").get(f"/api/v1/s/{TRAP}/tasks").json()["total"] == 0
        assert (elsewhere / "secret.csv").read_bytes() == before
        folder.rename(folder.with_name(f".{os.urandom(4).hex()}"))


def test_the_number_of_a_process_in_a_record_ends_no_process(writable: Site):
    folder = planted(writable, state="running", started="2026-01-01", pid=os.getpid())
    (folder / "alive").touch()
    task = writable.tasks.get(TRAP, ID)
    assert task.state.value == "interrupted"  # and this test goes on


def test_an_upload_that_leads_elsewhere_is_not_read(
    write_visit: Visit, writable: Site, elsewhere: Path
):
    asking = write_visit("ann")
    base = upload(asking, ("panel.csv", CSV)).headers["location"].rsplit("/", 1)[0]
    folder = writable.shelf.folders[TRAP] / "uploads" / base.rsplit("/", 1)[1]
    (folder / "files" / "panel.csv").unlink()
    (folder / "files" / "panel.csv").symlink_to(elsewhere / "secret.csv")
    for step in ("seen", "columns", "check"):
        assert SECRET not in asking.get(f"{base}/{step}", follow_redirects=True).text
    asking.post(f"{base}/take")
    (folder / "upload.json").write_text("[1, 2]")
    assert asking.get(f"{base}/seen").status_code == 404
    assert asking.get(f"/s/{TRAP}/add").status_code == 200


@pytest.mark.parametrize("name", WRITTEN)
def test_a_study_whose_folders_lead_elsewhere_is_not_served(
    writable: Site, elsewhere: Path, name: str
):
    folder = writable.shelf.folders[TRAP]
    (folder / name).symlink_to(elsewhere, target_is_directory=True)
    with pytest.raises(UserError, match="leads elsewhere"):
        Shelf([folder])
