"""The dashboard under load: server time of each page while a build and an experiment run.

python -m benchmarks.dashboard [--clients 50] [--seconds 60] [--think 5] [--folder SCRATCH]

A made-up study with more than 3,000 clusters is built once and kept in the folder. Fifty clients
visit pages at random, clusters mostly such as nobody has looked at, first with pauses and then
without any. Meanwhile `milieu build` builds a copy of the study from its tables, and an experiment
runs in the server's own queue; both at the priority that the server gives to its tasks.
"""

import argparse
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
import psutil

from benchmarks._dashboard_clients import Study, Visit, first_views, load, warm_up
from benchmarks._dashboard_study import large_study
from milieu.study.study import Study as Opened
from milieu.web.tasks.limits import Limits

LIMIT = 100.0  # milliseconds of the server, 95 of 100 answers
FIRST_VIEW = 300_000  # bytes
SEED = 11
EXPERIMENT = {"do": "external_linkage:2,training:1", "runs": 2000, "settle": False, "years": 20}
LINE = "{:<16}{:>7}{:>9}{:>9}{:>9}   {:>9}{:>9}{:>9}  {}"


def main() -> None:
    """Build or find the study, serve it, load it, print the table."""
    given = _arguments()
    given.folder.mkdir(parents=True, exist_ok=True)
    folder = large_study(given.folder)
    study = _known(folder)
    with ExitStack() as running:
        address, server = running.enter_context(_server(given.folder, folder))
        asyncio.run(warm_up(address, study, SEED))
        time.sleep(given.ahead)
        build = running.enter_context(_build(given.folder, folder))
        experiment = _experiment(address, study)
        print(
            f"{len(study.clusters):,} clusters; {given.clients} clients; server up "
            f"{given.ahead:.0f} s; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before"
        )
        for think in (given.think, 0.0):
            before = _processor(server)
            visits = asyncio.run(
                load(address, study, given.clients, given.seconds, think, SEED + bool(think))
            )
            _report(visits, given.seconds, think, _processor(server) - before)
            state = "running" if build.poll() is None else "ended"
            print(f"the build is {state}, the experiment is {experiment()}")
        _sizes(asyncio.run(first_views(address, study, SEED)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0, help="of each of the two rounds")
    parser.add_argument("--think", type=float, default=5.0, help="mean pause in seconds")
    parser.add_argument(
        "--ahead",
        type=float,
        default=90.0,
        help="seconds up before anybody comes",
    )
    kept = Path(tempfile.gettempdir()) / "milieu-dashboard-benchmark"
    parser.add_argument("--folder", type=Path, default=kept, help="where the study is kept")
    return parser.parse_args()


def _known(folder: Path) -> Study:
    with Opened.open(folder).session() as session:
        rows = session.execute(
            "SELECT cluster, industries FROM clusters ORDER BY last_year DESC, jobs DESC, cluster"
        ).fetchall()
    return Study(folder.name, [row[0] for row in rows], sorted({row[1] for row in rows}))


@contextmanager
def _server(scratch: Path, folder: Path) -> Iterator[tuple[str, int]]:
    """Run the server and yield its address and the number of its process."""
    command = [sys.executable, "-m", "benchmarks._dashboard_server", scratch / "state", folder]
    with (
        (scratch / "server.log").open("w") as log,
        subprocess.Popen(
            list(map(str, command)), stdout=subprocess.PIPE, stderr=log, text=True
        ) as running,
    ):
        try:
            address = running.stdout.readline().strip() if running.stdout else ""
            if not address:
                sys.exit("the server did not start")
            yield address, running.pid
        finally:
            running.terminate()


@contextmanager
def _build(scratch: Path, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Build a copy of the study from its tables, until the measurement is over."""
    copy = scratch / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("results*", "tasks", "raw"))
    command = ["nice", "-n", str(Limits().niceness), sys.executable, "-m", "milieu", "build"]
    with subprocess.Popen(
        [*command, str(copy)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as running:
        try:
            yield running
        finally:
            running.terminate()
    shutil.rmtree(copy, ignore_errors=True)


def _processor(process: int) -> float:
    """Return the seconds of a processor that a process has taken."""
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


def _experiment(address: str, study: Study) -> Callable[[], str]:
    """Ask for an experiment with the largest cluster; returns how to know what state it is in."""
    options = {"cluster": study.clusters[0], **EXPERIMENT}
    asked = httpx.post(
        f"{address}api/v1/s/{study.name}/tasks",
        json={"kind": "experiment", "options": options},
        headers={"Origin": address.rstrip("/")},
    )
    if asked.status_code != httpx.codes.CREATED:
        return lambda: f"refused with {asked.status_code}"
    return lambda: str(
        httpx.get(address.rstrip("/") + asked.headers["location"]).json().get("state")
    )


def _report(visits: Sequence[Visit], seconds: float, think: float, cpu: float) -> None:
    """Print a line for each page: milliseconds of the server, and as the client waited."""
    how = f"pauses of {think:g} s on average" if think else "no pauses"
    print(f"\n{how}: {len(visits) / seconds:.1f} answers a second for {seconds:.0f} s; the server "
          f"took {1000 * cpu / len(visits):.0f} ms of a processor for each; "
          f"load of the machine {os.getloadavg()[0]:.1f}")  # fmt: skip
    print(LINE.format("page", "visits", "server", "p95", "most", "client", "p95", "most", ""))
    for page in [*dict.fromkeys(one.page for one in visits), "all"]:
        some = [one for one in visits if page in (one.page, "all")]
        good = [one for one in some if one.status == httpx.codes.OK]
        bad = len(some) - len(good)
        if not good:
            print(f"{page:<16}{len(some):>7}   none was answered: {some[0].status}")
            continue
        server = np.percentile([one.server for one in good], [50, 95, 100])
        client = np.percentile([one.client for one in good], [50, 95, 100])
        verdict = "met" if server[1] <= LIMIT else "MISSED"
        verdict += f", {bad} refused" if bad else ""
        print(LINE.format(page, len(some), *(f"{v:.1f}" for v in (*server, *client)), verdict))
    print(f"limit: {LIMIT:.0f} ms of the server for 95 of 100")


def _sizes(bytes_of: dict[str, int]) -> None:
    print("\nfirst view with styles and scripts, kB over the wire; limit 300")
    for page, size in bytes_of.items():
        print(f"{page:<16}{size / 1000:>7.1f}  {'met' if size <= FIRST_VIEW else 'MISSED'}")


if __name__ == "__main__":
    main()
