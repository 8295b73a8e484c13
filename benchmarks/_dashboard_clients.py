"""Clients of the dashboard: each walks through pages at random, and notes how long answers took."""

import asyncio
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

import httpx

TIMING = re.compile(r"total;dur=([\d.]+)")
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
MILLISECONDS = 1000.0
API = "/api/v1"
PATIENCE = 60.0  # seconds for one answer
TABLES = ("clusters", "stages", "alarms", "outlook", "employment", "regions")


@dataclass(frozen=True)
class Visit:
    """One answer: which page, milliseconds of the server and of the client, status, bytes sent."""

    page: str
    server: float
    client: float
    status: int
    bytes: int


@dataclass
class Study:
    """What clients know of the study: its name in addresses, its clusters, those of the last year
    and the largest first, and industries to ask for."""

    name: str
    clusters: Sequence[str]
    industries: Sequence[str]
    unseen: list[str] = field(default_factory=list)

    def next_cluster(self, draw: random.Random) -> str:
        """Return a cluster, nine times of ten one that nobody has looked at."""
        if not self.unseen:
            self.unseen = list(self.clusters)
            draw.shuffle(self.unseen)
        return draw.choice(self.clusters) if draw.random() < 0.1 else self.unseen.pop()


Way = Callable[[Study, random.Random], str]


def _at(study: Study, *parts: str, **query: object) -> str:
    """Return the address of a page of the study."""
    path = "/".join(["/s", study.name, *(quote(part, safe="") for part in parts)])
    return f"{path}?{urlencode(query)}" if query else path


def _atlas(study: Study, draw: random.Random) -> str:
    """Return the atlas with filters, some of them never asked for before."""
    wishes: dict[str, object] = {
        "stage": draw.choice(["growth", "maturity", "decline"]),
        "industry": draw.choice(study.industries),
        "min_jobs": draw.randrange(200, 3000),
    }
    chosen = draw.sample(sorted(wishes), draw.randint(0, 3))
    return _at(study, **{name: wishes[name] for name in chosen})


def _compare(study: Study, draw: random.Random) -> str:
    return _at(study, "compare", c=",".join(draw.sample(list(study.clusters), 3)))


def _method(study: Study, draw: random.Random) -> str:
    del study
    return draw.choice([
        "/method", "/method/exam", "/method/indicators/location_quotient",
        "/method/instruments/external_linkage", "/method?q=lock-in", "/method/mechanisms/graft",
    ])  # fmt: skip


WAYS: dict[str, tuple[int, Way]] = {  # how often, of all visits, and where to
    "atlas": (20, _atlas),
    "cluster": (35, lambda s, draw: _at(s, "c", s.next_cluster(draw))),
    "compare": (10, _compare),
    "lab": (8, lambda s, draw: _at(s, "lab", draw.choice(s.clusters))),
    "data": (4, lambda s, _: _at(s, "data")),
    "data, a table": (6, lambda s, draw: _at(s, "data", draw.choice(TABLES))),
    "method": (5, _method),
    "tasks": (4, lambda s, _: _at(s, "tasks")),
    "API, a cluster": (4, lambda s, draw: API + _at(s, "c", draw.choice(s.clusters))),
    "API, rows": (4, lambda s, draw: API + _at(
        s, "data", "cluster_years", cluster=draw.choice(s.clusters))),
}  # fmt: skip


async def load(
    address: str, study: Study, clients: int, seconds: float, think: float, seed: int
) -> list[Visit]:
    """Return all visits of so many clients at once.

    think   mean seconds between an answer and the client's next request, exponential; 0: none
    """
    until = time.monotonic() + seconds
    draws = [random.Random(f"{seed} {n}") for n in range(clients)]
    walks = [_walk(address, study, draw, until, think) for draw in draws]
    return [visit for visits in await asyncio.gather(*walks) for visit in visits]


async def _walk(
    address: str, study: Study, draw: random.Random, until: float, think: float
) -> list[Visit]:
    names, weights = list(WAYS), [often for often, _ in WAYS.values()]
    visits = []
    limits = httpx.Limits(max_connections=1)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=limits) as client:
        if think:
            await asyncio.sleep(draw.uniform(0, think))
        while time.monotonic() < until:
            (name,) = draw.choices(names, weights)
            visits.append(await visit(client, name, WAYS[name][1](study, draw)))
            if think:
                await asyncio.sleep(draw.expovariate(1 / think))
    return visits


async def visit(client: httpx.AsyncClient, name: str, path: str) -> Visit:
    """Return how one page was answered."""
    begun = time.perf_counter()
    answer = await client.get(path)
    took = MILLISECONDS * (time.perf_counter() - begun)
    told = TIMING.search(answer.headers.get("server-timing", ""))
    server = float(told[1]) if told else took
    return Visit(name, server, took, answer.status_code, answer.num_bytes_downloaded)


async def warm_up(address: str, study: Study, seed: int, times: int = 3) -> None:
    """Have the server read what it reads once for a version, and compile what it compiles once."""
    draw = random.Random(seed)
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        for _ in range(times):
            for name, (_often, way) in WAYS.items():
                await visit(client, name, way(study, draw))


async def first_views(address: str, study: Study, seed: int) -> dict[str, int]:
    """Return the bytes over the wire of each page with its styles and scripts, nothing cached."""
    draw = random.Random(seed)
    found = {}
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:
        for name, (_often, way) in WAYS.items():
            answer = await client.get(way(study, draw))
            total = answer.num_bytes_downloaded
            kind = answer.headers.get("content-type", "")
            for asset in set(ASSET.findall(answer.text)) if "html" in kind else ():
                total += (await client.get(asset)).num_bytes_downloaded
            found[name] = total
    return found
