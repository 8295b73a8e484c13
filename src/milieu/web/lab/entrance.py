"""Entrance: the clusters that the lab can try, those that are in trouble first."""

from collections.abc import Sequence
from dataclasses import dataclass

from milieu.report.reading import read
from milieu.web.opened import Opened

MOST = 60  # shown at once; the others are found by their name
ALARMS = """
    SELECT cluster, string_agg(alarm, ',' ORDER BY alarm) AS alarms,
           max(CASE state WHEN 'alarm' THEN 2 ELSE 1 END) AS how
    FROM alarms WHERE state IN ('alarm', 'watch')
        AND year = (SELECT max(year) FROM alarms) GROUP BY cluster"""
CLUSTERS = f"""
    WITH loud AS ({ALARMS}),
    now AS (SELECT cluster, stage FROM stages
            WHERE year = (SELECT max(year) FROM stages))
    SELECT c.cluster, c.name, c.jobs, coalesce(now.stage, '') AS stage,
           coalesce(loud.alarms, '') AS alarms, coalesce(loud.how, 0) AS how
    FROM clusters c LEFT JOIN now USING (cluster) LEFT JOIN loud USING (cluster)
    WHERE c.last_year = (SELECT max(last_year) FROM clusters)
    ORDER BY how DESC, c.jobs DESC NULLS LAST, c.cluster"""


@dataclass(frozen=True)
class Door:
    """A cluster that can be tried; `how`: 2 an alarm sounds, 1 one is watched."""

    cluster: str
    name: str
    jobs: float | None
    stage: str
    alarms: Sequence[str]
    how: int


@dataclass(frozen=True)
class Entrance:
    """The clusters shown, and how many there are in all that fit."""

    doors: Sequence[Door]
    fit: int
    total: int


def entrance(opened: Opened, search: str) -> Entrance:
    """Return the clusters whose name or id holds what is searched for."""
    every = opened.kept("lab doors", lambda: _doors(opened))
    wanted = search.casefold().split()
    fit = [d for d in every if all(word in f"{d.name} {d.cluster}".casefold() for word in wanted)]
    return Entrance(fit[:MOST], len(fit), len(every))


def _doors(opened: Opened) -> list[Door]:
    with opened.session() as session:
        rows = read(session, CLUSTERS)
    return [
        Door(r["cluster"], r["name"], r["jobs"], r["stage"],
             tuple(filter(None, r["alarms"].split(","))), r["how"])
        for r in rows
    ]  # fmt: skip
