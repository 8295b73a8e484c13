"""Ensembles: the same for any number of threads and workers, kept on disk, and resumed."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from milieu.core.errors import UserError
from milieu.twin.digest import code_version, digest
from milieu.twin.ensemble import Case, Job, do_elsewhere, ensemble
from milieu.twin.keeping import Keeping
from milieu.twin.outcomes import OUTCOMES, course, together, yearly
from milieu.twin.run import run
from milieu.twin.start import Setting
from tests.twin.steady import Steady

SMALL = Setting(clusters=4, quarters=24)
CASES = (Case("nothing", SMALL), Case("grant", SMALL, Steady()))
KILLED = """
import sys
from pathlib import Path
from milieu.twin.ensemble import ensemble
from tests.twin.test_ensemble import CASES, slowly
ensemble(CASES, 12, observe=slowly, threads=2, chunk=2, folder=Path(sys.argv[1]))
"""


def total_sales(runs):
    return {"sales": np.array([one.clusters["sales"].sum() for one in runs])}


def slowly(runs):
    time.sleep(0.1)
    return total_sales(runs)


def counted(runs, calls):
    calls.append(1)
    return total_sales(runs)


def interrupted(runs, calls):
    if len(calls) == 4:  # the first replicate of the third chunk
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.3)
    return counted(runs, calls)


def same(one, other):
    assert one.values.keys() == other.values.keys()
    for name in one.values:
        assert one[name].tobytes() == other[name].tobytes(), name


@dataclass(frozen=True)
class Watching:
    """A policy that remembers what it was told, as triggers do."""

    quarters: list

    def measures(self):
        return Steady().measures()

    def doses(self, quarter, seen):
        assert quarter >= max(self.quarters, default=0)
        self.quarters.append(quarter)
        return Steady().doses(quarter, seen)

    def until(self, quarter):
        return quarter + 4


@pytest.mark.parametrize("threads", [1, 2, 3, 7])
def test_gives_the_same_bits_for_any_number_of_threads_as_runs_one_by_one(threads):
    found = ensemble(CASES, 11, threads=threads, chunk=2, seed=5)
    one_by_one = [yearly(tuple(run(c.setting, 5, k, c.policy) for c in CASES)) for k in range(11)]
    for name in OUTCOMES:
        assert found[name].shape == (11, 2, 6, 4)
        assert found[name].tobytes() == np.stack([one[name] for one in one_by_one]).tobytes()
    assert len(np.unique(found["sales"][:, 0, -1, 1])) == 11


def test_cases_of_a_replicate_are_the_same_until_the_policy_begins():
    found = ensemble(CASES, 3)
    assert_array_equal(found["sales"][:, 0, :2], found["sales"][:, 1, :2])
    assert (found["aid"][:, 1, 3:, 1:].sum(axis=(1, 2)) > 0).all()
    assert (found["aid"][:, 0] == 0).all()


def test_replicates_do_not_depend_on_how_many_there_are_nor_on_chunks():
    few, many = ensemble(CASES, 3, chunk=1), ensemble(CASES, 7, chunk=4)
    for name in OUTCOMES:
        assert_array_equal(few[name], many[name][:3])


def test_cases_may_be_drawn_for_each_replicate():
    found = ensemble(drawn, 4, observe=total_sales, chunk=3)
    alone = [run(drawn(k)[0].setting, 0, k).clusters["sales"].sum() for k in range(4)]
    assert_array_equal(found["sales"][:, 0], alone)


def drawn(replicate):
    return [Case("draw", replace(SMALL, parameters={"graft.rate": 0.1 + 0.02 * replicate}))]


def test_each_run_gets_a_policy_that_has_seen_nothing():
    ensemble([Case("watch", SMALL, Watching([]))], 3, threads=1)
    watching = Watching([])
    ensemble([Case("watch", SMALL, watching), Case("again", SMALL, watching)], 2, threads=2)
    assert watching.quarters == []


def test_tells_how_far_it_is():
    told = []
    ensemble(CASES, 6, chunk=2, progress=lambda what, share: told.append((what, share)))
    assert told == [("Simulating", share / 3) for share in range(4)]


def test_finished_chunks_are_not_run_again(tmp_path):
    calls = []
    kwargs = {"chunk": 2, "folder": tmp_path, "observe": Counting(calls)}
    first = ensemble(CASES, 6, **kwargs)
    assert len(calls) == 6
    more = ensemble(CASES, 8, **kwargs)
    assert len(calls) == 8
    assert_array_equal(more["sales"][:6], first["sales"])


class Counting:
    """Observe, and count how often, without that counting as an input."""

    calls: list

    def __init__(self, calls):
        type(self).calls = calls

    def __call__(self, runs):
        return counted(runs, self.calls)


def test_a_chunk_that_was_damaged_is_run_again(tmp_path):
    first = ensemble(CASES, 4, chunk=2, folder=tmp_path)
    kept = sorted(tmp_path.glob("*/*.npz"))
    whole = [file.read_bytes() for file in kept]
    kept[0].write_bytes(whole[0][:100])
    kept[1].write_bytes(whole[1][:-4000] + b"\0" * 4000)
    same(first, ensemble(CASES, 4, chunk=2, folder=tmp_path))
    assert [file.read_bytes() for file in kept] == whole


def test_an_interrupt_keeps_finished_chunks_and_leaves_no_thread_behind(tmp_path):
    calls = []
    kwargs = {"threads": 1, "chunk": 2, "folder": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        ensemble(CASES, 12, observe=partial(interrupted, calls=calls), **kwargs)
    assert 2 <= len(list(tmp_path.glob("*/*.npz"))) < 6
    assert not list(tmp_path.glob("*/*.part"))
    before = len(calls)
    time.sleep(0.1)
    assert len(calls) == before < 12


def test_a_failing_run_stops_the_ensemble_with_its_own_error(tmp_path):
    bad = Case("bad", replace(SMALL, parameters={"graft.rate": 99.0}))
    with pytest.raises(UserError, match=r"graft\.rate is 99"):
        ensemble([bad], 20, folder=tmp_path)


def test_killed_half_way_it_loses_at_most_the_chunks_in_work_and_ends_with_the_same_bytes(tmp_path):
    whole = ensemble(CASES, 12, observe=slowly, threads=2, chunk=2, folder=tmp_path / "whole")
    place = tmp_path / "killed"
    kill_when_kept(place, 2)
    kept = {file.name: file.stat().st_mtime_ns for file in place.glob("*/*.npz")}
    assert 2 <= len(kept) < 6
    same(whole, ensemble(CASES, 12, observe=slowly, threads=2, chunk=2, folder=place))
    files = sorted(place.glob("*/*.npz"))
    assert [f.read_bytes() for f in files] == [
        f.read_bytes() for f in sorted((tmp_path / "whole").glob("*/*.npz"))
    ]
    assert {f.name: f.stat().st_mtime_ns for f in files if f.name in kept} == kept


def kill_when_kept(place: Path, chunks: int) -> None:
    """Start an ensemble in another process and kill it when it has kept so many chunks."""
    repository = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(place)], cwd=repository, env={**os.environ}
    )
    until = time.monotonic() + 120
    while len(list(place.glob("*/*.npz"))) < chunks and time.monotonic() < until:
        assert process.poll() is None, "it ended before it could be killed"
        time.sleep(0.01)
    process.kill()
    process.wait()


def test_what_a_kill_has_left_half_written_is_neither_read_nor_kept_for_ever(tmp_path):
    keeping = Keeping(tmp_path, "0" * 64, {})
    part = keeping.folder / "replicates-0000000-0000001.npz.1.part"
    part.write_bytes(b"half")
    assert keeping.load(range(2)) is None
    Keeping(tmp_path, "0" * 64, {})
    assert part.exists()  # it may still be in work
    os.utime(part, (0, 0))
    Keeping(tmp_path, "0" * 64, {})
    assert not part.exists()


def test_says_what_lies_in_a_folder(tmp_path):
    ensemble(CASES, 2, folder=tmp_path)
    (about,) = tmp_path.glob("*/about.json")
    assert '"nothing"' in about.read_text() and code_version() in about.read_text()


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": 1},
        {"chunk": 3},
        {"firms": True},
        {"observe": total_sales},
        {"cases": CASES[:1]},
        {"cases": (CASES[0], Case("grant", SMALL, Steady(add=0.03)))},
        {"cases": (CASES[0], Case("grant", replace(SMALL, demand_shocks={3: -0.1}), Steady()))},
        {"cases": (CASES[0], Case("grant", replace(SMALL, parameters={"graft.rate": 0.1})))},
    ],
    ids=[*("seed", "chunk", "firms", "observe"), *("one case", "policy", "shock", "parameter")],
)
def test_another_input_is_kept_apart(changed, tmp_path):
    usual = {"cases": CASES, "seed": 0, "chunk": 2, "firms": False, "observe": yearly}
    keys = [
        ensemble(replicates=1, folder=tmp_path, **inputs).digest
        for inputs in (usual, usual | changed)
    ]
    assert keys[0] != keys[1]
    assert len(list(tmp_path.iterdir())) == 2


def test_another_version_of_the_code_is_kept_apart(monkeypatch):
    before = Job(CASES, 0, yearly, False).digest()
    monkeypatch.setattr("milieu.twin.ensemble.code_version", lambda: "0.0 other")
    assert Job(CASES, 0, yearly, False).digest() != before


def test_a_worker_with_other_code_is_refused():
    job = Job(CASES, 0, yearly, False)
    with pytest.raises(UserError, match="Install the same version"):
        do_elsewhere(job, range(1), "0.0 other")
    assert do_elsewhere(job, range(1), code_version())["firms"].shape == (1, 2, 6, 4)


def test_says_what_is_wrong_with_counts_and_shapes():
    for wrong in ({"replicates": 0}, {"chunk": 0}, {"threads": 0}):
        with pytest.raises(UserError, match="at least 1"):
            ensemble(CASES, **({"replicates": 1} | wrong))
    longer = Case("longer", replace(SMALL, quarters=28))
    with pytest.raises(UserError, match="different quarters"):
        ensemble([CASES[0], longer], 1)
    with pytest.raises(UserError, match="the same names and shapes"):
        ensemble(lambda k: CASES[: 1 + k % 2], 2)


def test_says_when_no_scheduler_answers(monkeypatch):
    from distributed.utils import open_port

    monkeypatch.setattr("milieu.twin.ensemble.PATIENCE", 0.3)
    with pytest.raises(UserError, match="no Dask scheduler answers"):
        ensemble(CASES, 1, scheduler=f"tcp://127.0.0.1:{open_port()}")


def test_a_dask_scheduler_in_this_process_gives_the_same_bits(tmp_path):
    on_dask(tmp_path, processes=False)


@pytest.mark.slow
def test_two_dask_workers_in_processes_of_their_own_give_the_same_bits(tmp_path):
    on_dask(tmp_path, processes=True)


def on_dask(folder: Path, *, processes: bool) -> None:
    from distributed import LocalCluster

    cluster = LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=processes,
        protocol="tcp://",
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False},
    )
    with cluster:
        address = cluster.scheduler_address
        elsewhere = ensemble(CASES, 7, scheduler=address, chunk=2, folder=folder)
    same(ensemble(CASES, 7, chunk=2), elsewhere)
    assert len(list(folder.glob("*/*.npz"))) == 4


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_different_values_have_different_digests_and_equal_ones_the_same(one, other):
    assert (digest(one) == digest(other)) == (repr(one) == repr(other))


def test_a_digest_does_not_depend_on_the_order_of_a_mapping_but_on_that_of_a_list():
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest([1, 2]) != digest([2, 1])
    assert digest(np.arange(3)) != digest(np.arange(3.0)) != digest(np.arange(3.0)[:, None])


def test_a_digest_tells_functions_by_what_they_hold():
    def made(held):
        return lambda: held

    assert digest(made(1)) == digest(made(1)) != digest(made(2))
    assert digest(partial(counted, calls=1)) != digest(partial(counted, calls=2))
    assert digest(Steady().doses) != digest(Steady(add=1.0).doses)


def test_what_can_not_be_told_apart_is_refused():
    with pytest.raises(UserError, match="no telling whether a object"):
        digest(object())


# Outcomes


def test_every_outcome_is_declared_with_words_and_unit_and_exists():
    found = course(run(SMALL))
    for name, outcome in OUTCOMES.items():
        assert outcome.name == name and outcome.label and outcome.unit
        assert outcome.about.endswith(".")
        assert outcome.weight in {"", "clusters", *OUTCOMES}
        assert found[name].shape == (6, 4)
        assert name == "lock_in" or np.isfinite(found[name]).any(), name


def test_years_are_sums_of_flows_and_means_of_the_rest():
    one = run(SMALL)
    found, quarters = course(one), one.clusters[4:8, 2]
    assert found["sales"][1, 2] == pytest.approx(quarters["sales"].sum(), rel=1e-12)
    assert found["jobs"][1, 2] == pytest.approx(quarters["jobs"].mean(), rel=1e-12)
    weighed = np.average(quarters["quality"], weights=quarters["sales"])
    assert found["quality"][1, 2] == pytest.approx(weighed, rel=1e-12)
    gap = one.world["frontier"][4:8] - quarters["productivity"]
    weighed = np.average(gap, weights=quarters["sales"])
    assert found["productivity_gap"][1, 2] == pytest.approx(weighed, rel=1e-12)


def test_clusters_together_are_sums_or_weighed_means_and_unknown_stays_unknown():
    values = {
        "sales": np.array([[1.0, 3.0, 0.0]]),
        "quality": np.array([[0.2, 0.6, np.nan]]),
        "lock_in": np.array([[1.0, np.nan, 0.0]]),
    }
    assert together(values, "sales", slice(None)) == [4.0]
    assert together(values, "quality", [0, 1, 2]) == pytest.approx([0.5])
    assert together(values, "lock_in", [0, 1, 2]) == [0.5]
    assert np.isnan(together(values, "quality", [2])[0])


def test_net_value_added_charges_public_money_once():
    found = course(run(SMALL, policy=Steady(fixed_cost=7.0, add=0.0)))
    assert_array_equal(found["net_value_added"], found["value_added"] - found["spending"])
    assert_array_equal(found["spending"][2:, 1:], 28.0)
    assert (found["spending"][:2] == 0).all() and (found["spending"][:, 0] == 0).all()
