"""A run is what its arguments say, bit by bit, however much room it has and wherever it runs."""

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from milieu.twin.run import go_on, run
from milieu.twin.slots import close_gaps, move_slot
from milieu.twin.start import Setting, begin
from milieu.twin.state import EMPTY, TIES, Firms, Twin, empty_firms, with_room

SMALL = Setting(clusters=5, firms=12, quarters=40)
TINY = Setting(clusters=3, firms=6, quarters=4, slots=2048)


def everything(found) -> list[bytes]:
    return [np.ascontiguousarray(array).tobytes() for array in found]


def test_the_same_run_twice_gives_the_same_bytes():
    assert everything(run(SMALL, 3, 1)) == everything(run(SMALL, 3, 1))


def test_replicates_and_seeds_differ():
    runs = [everything(run(SMALL, *which)) for which in ((3, 1), (3, 2), (4, 1))]
    assert len({tuple(found) for found in runs}) == 3


@pytest.mark.parametrize("slots", [16, 1000, 8192, 20_000])
def test_the_number_of_slots_does_not_matter(slots):
    setting = Setting(clusters=5, firms=12, quarters=40, slots=max(slots, 60))
    assert everything(run(setting, 3, 1)) == everything(run(SMALL, 3, 1))


def test_it_does_not_matter_how_often_a_run_stops_on_its_way():
    at_once, in_steps = begin(SMALL, 3, 1), begin(SMALL, 3, 1)
    at_once = go_on(at_once, 24)
    for quarters in (1, 2, 4, 6, 11):
        in_steps = with_room(go_on(in_steps, quarters), len(in_steps.firms.identity) + 10)
    same(at_once, in_steps)


def test_a_copy_goes_on_as_its_original_would():
    original = go_on(begin(SMALL, 3, 1), 10)
    copy = deepcopy(original)
    same(go_on(original, 12), go_on(copy, 12))


def same(a: Twin, b: Twin) -> None:
    used = int(a.world[0].used)
    for name in Firms._fields:
        ours, theirs = getattr(a.firms, name)[:used], getattr(b.firms, name)[:used]
        np.testing.assert_array_equal(ours, theirs, err_msg=name)
    assert a.history.tobytes() == b.history.tobytes()


def test_closing_gaps_changes_nothing_but_slots():
    """Firms are matched by identity; ties still lead to the same partners."""
    twin = go_on(begin(Setting(quarters=240), 1, 0), 220)
    alive = np.flatnonzero(twin.firms.cluster != EMPTY)
    gone = alive[::3]
    twin.firms.cluster[gone] = EMPTY
    before = by_identity(twin)
    used = int(twin.world[0].used)
    close_gaps(twin)
    assert int(twin.world[0].used) == len(before) < used
    assert by_identity(twin) == before
    assert int(twin.world[0].free) + len(before) == len(twin.firms.cluster)


def by_identity(twin: Twin) -> dict[int, tuple[object, ...]]:
    firms, found = twin.firms, {}
    names = [name for name in Firms._fields if not name.startswith("tie")]
    for i in np.flatnonzero(firms.cluster != EMPTY):
        own = tuple(getattr(firms, name)[i].item() for name in names)
        found[int(firms.identity[i])] = (own, tuple(partners(twin, int(i))))
    return found


def partners(twin: Twin, i: int) -> list[int]:
    """Return the identities of living partners, by place."""
    firms, found = twin.firms, []
    for k in range(TIES):
        j = int(firms.tie_slot[i, k])
        there = j >= 0 and firms.cluster[j] != EMPTY
        known = there and int(firms.identity[j]) & 0xFFFFFFFF == int(firms.tie_tag[i, k])
        found.append(int(firms.identity[j]) if known else 0)
    return found


def test_all_that_is_known_of_a_firm_moves_with_it():
    firms = empty_firms(3)
    for number, array in enumerate(firms):
        array[1] = number + 1
    move_slot(firms, 1, 2)
    for number, (name, array) in enumerate(zip(Firms._fields, firms, strict=True)):
        assert np.all(array[2] == number + 1), name
    assert firms.cluster[1] == EMPTY


PLAIN = """
import sys
import numpy as np
from milieu.twin.run import run
from milieu.twin.start import Setting

with np.errstate(over="ignore"):  # 64 bits are meant to wrap
    found = run(Setting(clusters=3, firms=6, quarters=4, slots=2048), 5, 2)
np.savez(sys.argv[1], *found)
"""


def test_a_tiny_run_in_plain_python_is_the_compiled_one(tmp_path: Path):
    """All counts are equal; numbers agree to what is left of a few numbers kept in 32 bits."""
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    kept = tmp_path / "plain.npz"
    subprocess.run([sys.executable, "-c", PLAIN, kept], env=environment, check=True, timeout=120)
    compiled = run(TINY, 5, 2)
    with np.load(kept) as plain:
        for ours, theirs in zip(compiled, plain.values(), strict=True):
            assert len(ours) == len(theirs)
            for name in ours.dtype.names:
                exact = ours[name].dtype.kind != "f"
                close = {"rtol": 0, "atol": 0} if exact else {"rtol": 1e-6, "atol": 1e-6}
                np.testing.assert_allclose(theirs[name], ours[name], **close, err_msg=name)
