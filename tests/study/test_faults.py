"""Killed, out of disk, read only, two at once: the study holds the old or the new version whole."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from milieu.core.contracts import CONTRACTS
from milieu.store.bookkeeping import BOOKS
from milieu.study.study import Study
from tests.study.small import MAP, make_study, write_panel

MILIEU = [sys.executable, "-m", "milieu"]
MAPPED = [word for ours, theirs in MAP.items() for word in ("--map", f"{ours}={theirs}")]


def milieu(*arguments: object, **options) -> subprocess.CompletedProcess[str]:
    command = [*MILIEU, *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=300, check=False, **options
    )


def state(folder: Path) -> dict[str, object]:
    """Return all that can be read of a study: rows and sums of every table and result."""
    found: dict[str, object] = {}
    study = Study.open(folder)
    with study.session() as session:
        for view in sorted([*CONTRACTS, *BOOKS, *study.store.results.entry().versions]):
            found[view] = session.execute(f'SELECT count(*) FROM "{view}"').fetchone()
        found["jobs"] = session.execute("SELECT sum(jobs) FROM employment").fetchone()
    return found


def killed_after(seconds: float, *arguments: object) -> bool:
    """Run a command, kill it (SIGKILL) after some time; return whether it was still at work."""
    process = subprocess.Popen(
        [*MILIEU, *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(seconds)
    was_running = process.poll() is None
    if was_running:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return was_running


def storm(tmp_path: Path, kills: int, seed: int) -> int:
    """Kill `add` and `build` at random moments; return how many kills met a running command."""
    draw = random.Random(seed)
    start = make_study(tmp_path).folder
    second = write_panel(tmp_path / "more.csv", years=(2003, 2004))
    add = ("add", "{}", "long_table", second, *MAPPED)

    calm = tmp_path / "calm"
    shutil.copytree(start, calm)
    lasts = {}
    for name, arguments in (("add", add), ("build", ("build", "{}"))):
        began = time.monotonic()
        assert milieu(*(calm if a == "{}" else a for a in arguments)).returncode == 0
        lasts[name] = time.monotonic() - began
    before, after = state(start), state(calm)

    met = 0
    for number in range(kills):
        folder = tmp_path / f"storm{number}"
        shutil.copytree(start, folder)
        met += killed_after(draw.uniform(0.05, 0.95) * lasts["add"], "add", folder, *add[2:])
        added = state(folder)
        assert added in (before, {**before, **{k: after[k] for k in before}})
        assert milieu("add", folder, *add[2:]).returncode == 0
        met += killed_after(draw.uniform(0.05, 0.95) * lasts["build"], "build", folder)
        built = state(folder)
        assert {name: after[name] for name in built} == built
        assert milieu("build", folder).returncode == 0
        assert state(folder) == after
        assert not (folder / ".scratch").exists()
        shutil.rmtree(folder)
    return met


def test_a_command_killed_at_any_moment_leaves_the_old_or_the_new_version_whole(tmp_path):
    assert storm(tmp_path, kills=3, seed=1) >= 1


@pytest.mark.slow
def test_fifty_kills_at_random_moments_leave_the_old_or_the_new_version_whole(tmp_path):
    assert storm(tmp_path, kills=27, seed=2) >= 50  # each round kills `add` and `build`


@pytest.fixture
def little_disk(tmp_path):
    """A disk of its own that the test may fill or lock."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a disk of its own can be mounted by root only")
    yield place
    subprocess.run(["umount", "-l", place], check=False)


def test_a_full_disk_is_one_clear_error_and_the_study_is_as_before(tmp_path, little_disk):
    folder = little_disk / "study"
    shutil.copytree(make_study(tmp_path).folder, folder)
    before = state(folder)
    large = write_panel(tmp_path / "large.csv", years=tuple(range(1990, 2190)))
    with large.open("a", encoding="utf-8") as out:
        out.writelines(f"Place {n},311,2000,{n},{n % 90 + 1}\n" for n in range(60_000))
    result = milieu("add", folder, "long_table", large, *MAPPED)
    assert result.returncode == 2
    assert result.stderr.count("error:") == 1
    assert "Traceback" not in result.stderr
    assert "the disk refused" in result.stderr
    assert state(folder) == before


def test_a_read_only_study_can_be_read_but_not_written(tmp_path, little_disk):
    folder = little_disk / "study"
    study = make_study(tmp_path)
    shutil.copytree(study.folder, folder)
    subprocess.run(["mount", "-o", "remount,ro", little_disk], check=True)
    assert milieu("show", folder, "employment", "--format", "csv").returncode == 0
    for command in (("build", folder), ("add", folder, "long_table", tmp_path / "panel.csv")):
        result = milieu(*command)
        assert result.returncode == 2
        assert "can not be written" in result.stderr
        assert "Traceback" not in result.stderr


def test_two_writers_at_once_both_end_well_one_after_the_other(tmp_path):
    folder = make_study(tmp_path).folder
    files = [write_panel(tmp_path / f"{y}.csv", years=(y,)) for y in (2003, 2004)]
    writers = [
        subprocess.Popen(
            [*MILIEU, "add", str(folder), "long_table", str(file), *MAPPED],
            stderr=subprocess.PIPE,
            text=True,
        )
        for file in files
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
    with Study.open(folder).session() as session:
        years = session.execute("SELECT DISTINCT year FROM employment ORDER BY 1").fetchall()
    assert [y for (y,) in years] == [2000, 2001, 2002, 2003, 2004]


def test_readers_in_other_processes_see_whole_versions_while_one_writes(tmp_path):
    folder = make_study(tmp_path).folder
    milieu("build", folder)
    code = (
        "import sys, time\n"
        "from milieu.study.study import Study\n"
        "end = time.monotonic() + 6\n"
        "seen = set()\n"
        "while time.monotonic() < end:\n"
        "    with Study.open(sys.argv[1]).session() as s:\n"
        "        years, rows = s.execute('SELECT count(DISTINCT year), count(*) FROM employment')"
        ".fetchone()\n"
        "    assert rows == years * 80, (rows, years)\n"
        "    seen.add(years)\n"
        "print(sorted(seen))\n"
    )
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    study = Study.open(folder)
    for year in (2003, 2004, 2005):
        study.add("long_table", [write_panel(tmp_path / f"{year}.csv", years=(year,))], map=MAP)
    for reader in readers:
        out, err = reader.communicate(timeout=60)
        assert reader.returncode == 0, err
        assert out.strip().startswith("[")


def test_a_copy_of_the_folder_is_the_same_study(tmp_path):
    study = make_study(tmp_path)
    list(study.build())
    before = state(study.folder)
    shutil.copytree(study.folder, tmp_path / "copy")
    shutil.rmtree(study.folder)
    assert state(tmp_path / "copy") == before
    again = {o.state for o in Study.open(tmp_path / "copy").build()}
    assert again == {"up to date", "skipped"}
