"""Partners are found as the definition says, whatever slots firms have."""

import numpy as np
import pytest

from milieu.twin import draws
from milieu.twin.census import census
from milieu.twin.compiling import compiled
from milieu.twin.ring import NO_ONE, next_on_ring, place_of, rings, year_of
from milieu.twin.start import Setting, begin
from milieu.twin.state import EMPTY, Twin

POINTS = draws.MIX_1 * np.arange(1, 2001, dtype=np.uint64)  # all over the ring


@compiled
def find(twin, c, points, out):
    for k in range(len(points)):
        out[k] = next_on_ring(twin, c, points[k])


def found(twin: Twin, c: int) -> np.ndarray:
    out = np.zeros(len(POINTS), np.int64)
    find(twin, c, POINTS, out)
    return out


def ready(clusters: int = 4, firms: int = 60, seed: int = 1) -> Twin:
    twin = begin(Setting(clusters=clusters, firms=firms, quarters=8), seed, 0)
    census(twin)
    rings(twin)
    return twin


def by_definition(twin: Twin, c: int) -> list[int]:
    """Return, of the firms of a cluster, the one whose place comes first after each point."""
    members = np.flatnonzero(twin.firms.cluster == c)
    year = np.uint64(year_of(int(twin.world[0].quarter)))
    place = {int(place_of(twin.firms.identity[i], year)) >> 32: int(i) for i in members}
    order = sorted(place)
    after = [next((p for p in order if p >= int(point) >> 32), order[0]) for point in POINTS]
    return [place[p] for p in after]


@pytest.mark.parametrize("firms", [1, 2, 7, 60, 700])
def test_a_partner_is_the_first_firm_after_a_point(firms):
    twin = ready(firms=firms)
    for c in range(4):
        assert found(twin, c).tolist() == by_definition(twin, c)


def test_those_who_have_left_are_passed_over():
    twin = ready()
    twin.firms.cluster[np.flatnonzero(twin.firms.cluster == 1)[::2]] = EMPTY
    moved = np.flatnonzero(twin.firms.cluster == 1)[:3]
    twin.firms.cluster[moved] = 2
    staying = by_definition(twin, 1)
    assert found(twin, 1).tolist() == staying
    assert not set(found(twin, 2).tolist()) & set(moved.tolist())  # known there from next year on


def test_a_new_firm_does_not_take_the_place_of_one_whose_slot_it_has():
    twin = ready()
    slot = np.flatnonzero(twin.firms.cluster == 1)[5]
    twin.firms.identity[slot] += np.uint64(1)
    assert slot not in found(twin, 1)


def test_an_empty_cluster_has_no_partners():
    twin = ready()
    twin.firms.cluster[twin.firms.cluster == 3] = EMPTY
    assert set(found(twin, 3)) == {NO_ONE}
    rings(twin)
    assert set(found(twin, 3)) == {NO_ONE}


def test_slots_do_not_matter():
    twin, other = ready(), ready()
    used = int(twin.world[0].used)
    for name in ("identity", "cluster"):
        array = getattr(other.firms, name)
        array[:used] = array[:used][::-1].copy()
    rings(other)
    for c in range(4):
        theirs = used - 1 - found(other, c)
        assert found(twin, c).tolist() == theirs.tolist()


def test_who_enters_or_leaves_elsewhere_changes_nothing_here():
    twin = ready()
    before = found(twin, 1)
    twin.firms.cluster[np.flatnonzero(twin.firms.cluster == 2)[:40]] = EMPTY
    census(twin)
    rings(twin)
    assert found(twin, 1).tolist() == before.tolist()


def test_each_firm_is_found_about_as_often_over_the_years():
    twin, firms = ready(firms=20), np.flatnonzero(ready(firms=20).firms.cluster == 1)
    counts = np.zeros(len(firms))
    for year in range(400):
        twin.world["quarter"] = 4 * year
        rings(twin)
        counts += np.bincount(np.searchsorted(firms, found(twin, 1)), minlength=len(firms))
    share = counts / counts.sum()
    assert np.abs(share - 1 / 20).max() < 5 * (1 / 20) / np.sqrt(400)
