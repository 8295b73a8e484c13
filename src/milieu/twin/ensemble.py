"""Ensembles: many replicates of one or several cases, on threads here or on Dask elsewhere.

A chunk of replicates is what one thread or worker does at a time and what is kept on disk. How
chunks are cut does not depend on who does them, and every draw of a run is addressed by seed and
replicate, so results are the same bit by bit for any number of threads or workers.
"""

import os
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import Event
from typing import Any

import numpy as np

from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.twin.digest import code_version, digest
from milieu.twin.keeping import Keeping, Values
from milieu.twin.observe import Run
from milieu.twin.outcomes import yearly
from milieu.twin.run import Policy, run
from milieu.twin.start import Setting

CHUNK = 8  # replicates; the most that a kill can lose for each thread
PATIENCE = 10.0  # seconds in which a scheduler must answer
Observe = Callable[[tuple[Run, ...]], Values]
Done = Generator[tuple[range, Values], None, None]


@dataclass(frozen=True)
class Case:
    """One thing to run: a setting and what is done in it.

    policy   None for none; each run gets a copy, so it may remember what it has seen
    """

    name: str
    setting: Setting
    policy: Policy | None = None


Cases = Sequence[Case] | Callable[[int], Sequence[Case]]


@dataclass(frozen=True)
class Ensemble:
    """What was observed of many replicates.

    digest    of all that the values depend on, the version of the code included
    values    arrays by name, shape (replicates, ...) as the observing function gives them
    """

    replicates: int
    seed: int
    digest: str
    values: Values

    def __getitem__(self, name: str) -> np.ndarray[Any, Any]:
        """Return an array of values."""
        return self.values[name]


@dataclass(frozen=True)
class Job:
    """All that a thread or worker needs to know of an ensemble; without where it is kept."""

    cases: Cases
    seed: int
    observe: Observe
    firms: bool

    def cases_of(self, replicate: int) -> tuple[Case, ...]:
        """Return the cases of one replicate."""
        return tuple(self.cases(replicate) if callable(self.cases) else self.cases)

    def digest(self) -> str:
        """Return the digest of all inputs, with what each policy comes down to."""
        policies = () if callable(self.cases) else [case.policy for case in self.cases]
        measures = [policy.measures() for policy in policies if policy]
        inputs = (self.cases, measures, self.seed, self.observe, self.firms)
        return digest(code_version(), *inputs)


def ensemble(
    cases: Cases,
    replicates: int,
    *,
    seed: int = 0,
    observe: Observe = yearly,
    firms: bool = False,
    threads: int | None = None,
    scheduler: str = "",
    folder: Path | None = None,
    progress: Progress = silent,
    chunk: int = CHUNK,
) -> Ensemble:
    """Run replicates 0, 1, ... of all cases and return what was observed of each replicate.

    All cases of a replicate meet the same draws, so that they differ only where the cases do.

    cases      or a function of the replicate that gives them, as for draws of parameters
    observe    the runs of one replicate, one per case, to arrays by name, whose shapes are the
               same in each replicate; by default every outcome per case, year and cluster. On Dask
               it must be a function, or object, of a module that the workers can import
    firms      whether runs keep a record of each firm at the end of each year
    threads    by default one for each processor that this process may use
    scheduler  address of a Dask scheduler, "tcp://host:port", instead of threads here
    folder     where finished chunks are kept; the same inputs find them again. When interrupted,
               finished chunks stay; when killed, only those in work are lost
    raises     UserError for a wrong count, shapes that do not fit, or a worker with other code;
               KeyboardInterrupt once running replicates have ended
    """
    _check(replicates, chunk, threads)
    job = Job(cases, seed, observe, firms)
    key = digest(job.digest(), chunk)
    kept = Keeping(folder, key, _about(job, chunk)) if folder else None
    chunks = [range(k, min(k + chunk, replicates)) for k in range(0, replicates, chunk)]
    parts = {part: values for part in chunks if kept and (values := kept.load(part)) is not None}
    missing = [part for part in chunks if part not in parts]
    if scheduler:
        doing = on_dask(job, missing, scheduler, kept)
    else:
        doing = on_threads(job, missing, threads or processors(), kept)
    progress("Simulating", len(parts) / len(chunks))
    with closing(doing):
        for part, values in doing:
            parts[part] = values
            progress("Simulating", len(parts) / len(chunks))
    return Ensemble(replicates, seed, key, joined([parts[part] for part in chunks]))


def on_threads(job: Job, chunks: Sequence[range], threads: int, kept: Keeping | None) -> Done:
    """Do chunks on threads of this process, and return each as it is finished."""
    stop, waiting = Event(), iter(chunks)
    pool = ThreadPoolExecutor(threads)
    doing: dict[Future[Values], range] = {}

    def start(count: int) -> None:
        for part in islice(waiting, count):
            doing[pool.submit(do_and_keep, job, part, stop, kept)] = part

    try:
        start(threads)
        while doing:
            for future in wait(doing, return_when=FIRST_COMPLETED).done:
                part = doing.pop(future)
                start(1)
                yield part, future.result()
    finally:
        stop.set()
        pool.shutdown(cancel_futures=True)


def on_dask(job: Job, chunks: Sequence[range], scheduler: str, kept: Keeping | None) -> Done:
    """Do chunks on the workers of a Dask scheduler, and return each as it is finished."""
    import distributed  # takes half a second

    dask: Any = distributed  # it has no types
    try:
        client = dask.Client(scheduler, set_as_default=False, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise UserError(
            f"no Dask scheduler answers ({error})",
            where=scheduler,
            next="Start one with `dask scheduler`, or leave the scheduler out.",
        ) from error
    with client:
        version = code_version()
        doing = {
            client.submit(do_elsewhere, job, part, version, pure=False): part for part in chunks
        }
        try:
            for future in dask.as_completed(list(doing), loop=client.loop):
                part, values = doing.pop(future), future.result()
                if kept:
                    kept.save(part, values)
                yield part, values
        finally:
            client.cancel(list(doing))


def do_elsewhere(job: Job, chunk: range, version: str) -> Values:
    """Do a chunk in another process, unless its code is another one."""
    if code_version() != version:
        raise UserError(
            f"a worker has version {code_version()}, but this is {version}",
            where="Dask",
            next="Install the same version of milieu on all workers and start them again.",
        )
    return do(job, chunk)


def do_and_keep(job: Job, chunk: range, stop: Event, kept: Keeping | None) -> Values:
    """Do a chunk and keep it before anything else can happen to it."""
    values = do(job, chunk, stop)
    if kept:
        kept.save(chunk, values)
    return values


def do(job: Job, chunk: range, stop: Event | None = None) -> Values:
    """Return what is observed of the replicates of a chunk, stacked."""
    seen = []
    for replicate in chunk:
        if stop and stop.is_set():
            raise CancelledError
        seen.append(job.observe(runs_of(job, replicate)))
    return stacked(seen, chunk)


def runs_of(job: Job, replicate: int) -> tuple[Run, ...]:
    """Run all cases of one replicate."""
    return tuple(
        run(case.setting, job.seed, replicate, deepcopy(case.policy), firms=job.firms)
        for case in job.cases_of(replicate)
    )


def stacked(seen: Sequence[Values], chunk: range) -> Values:
    """Return one array a name, replicates first."""
    shapes = [{name: np.shape(array) for name, array in one.items()} for one in seen]
    for replicate, shape in zip(chunk, shapes, strict=True):
        _check_shapes(shape, shapes[0], f"replicate {replicate}")
    return {name: np.stack([one[name] for one in seen]) for name in seen[0]}


def joined(parts: Sequence[Values]) -> Values:
    """Return the chunks as one."""
    first = {name: array.shape[1:] for name, array in parts[0].items()}
    for number, part in enumerate(parts):
        shape = {name: array.shape[1:] for name, array in part.items()}
        _check_shapes(shape, first, f"chunk {number}")
    return {name: np.concatenate([part[name] for part in parts]) for name in first}


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _check_shapes(shape: dict[str, Any], first: dict[str, Any], where: str) -> None:
    if shape != first:
        raise UserError(
            f"what is observed has shapes {shape}, but before it had {first}",
            where=where,
            next="Let the observing function return the same names and shapes for each replicate.",
        )


def _check(replicates: int, chunk: int, threads: int | None) -> None:
    for name, count in (("replicates", replicates), ("chunk", chunk), ("threads", threads)):
        if count is not None and count < 1:
            raise UserError(
                f"{name} is {count}, but it must be at least 1", where="ensemble", next="Raise it."
            )


def _about(job: Job, chunk: int) -> dict[str, Any]:
    names = "drawn" if callable(job.cases) else [case.name for case in job.cases]
    observe = getattr(job.observe, "__qualname__", type(job.observe).__qualname__)
    about = {"cases": names, "seed": job.seed, "observe": observe, "firms": job.firms}
    return {**about, "chunk": chunk, "code": code_version()}
