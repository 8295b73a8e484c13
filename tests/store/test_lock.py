"""One writer at a time."""

import multiprocessing
import time

import pytest

from milieu.core.errors import UserError
from milieu.store.lock import is_being_written, writing


def hold(folder, seconds, held):
    with writing(folder, "a long build"):
        held.set()
        time.sleep(seconds)


def holder(folder, seconds):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=hold, args=(folder, seconds, held))
    process.start()
    assert held.wait(30)
    return process


def test_a_second_writer_is_told_who_is_at_work(tmp_path):
    process = holder(tmp_path, 30)
    with (
        pytest.raises(UserError, match=r"another writer is at work \(a long build, process \d+"),
        writing(tmp_path, "add", patience=0.2),
    ):
        pass
    process.kill()
    process.join()


def test_a_second_writer_waits_and_then_works(tmp_path):
    process = holder(tmp_path, 1.0)
    with writing(tmp_path, "add", patience=30):
        process.join(5)
    assert process.exitcode == 0


def test_the_lock_of_a_killed_writer_is_free(tmp_path):
    process = holder(tmp_path, 60)
    process.kill()
    process.join()
    with writing(tmp_path, "add", patience=1.0):
        assert (tmp_path / ".writer.json").exists()


def test_whether_a_writer_is_at_work_can_be_asked_by_many_at_once(tmp_path):
    assert not is_being_written(tmp_path)  # nobody has written yet
    with writing(tmp_path, "build"):
        assert is_being_written(tmp_path)
        assert is_being_written(tmp_path)
    assert not is_being_written(tmp_path)
