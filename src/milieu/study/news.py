"""News: what changed in a study since it was last looked at.

Both looks are results of builds in one session: the tables of the earlier one under names that
begin with `before_`.
"""

from collections.abc import Iterator
from typing import Any

import duckdb

from milieu.report.digest import HIGH, LOW, MIDDLE, Item
from milieu.report.words import Amount, Kind, count, number, plain, probability

LOOKED_AT = (  # results that news are found in
    "clusters",
    "cluster_years",
    "stages",
    "alarms",
    "outlook",
)
BEFORE = "before_"
REVISED, FEW_JOBS = 0.05, 10  # a revision by less than this share and number is no news; N1
USUAL = 0.2  # of what comes lies outside an 80 % range

Row = dict[str, Any]


def news(session: duckdb.DuckDBPyConnection) -> list[Item]:
    """Return what changed."""
    return [
        *_alarms(session),
        *_stages(session),
        *_clusters(session),
        *_failed(session),
        *_revisions(session),
    ]


def _rows(session: duckdb.DuckDBPyConnection, query: str) -> list[Row]:
    found = session.execute(query)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


ALARMS = """
    WITH now AS (SELECT cluster, alarm, arg_max(state, year) AS state,
                        arg_max(sentence, year) AS sentence FROM alarms GROUP BY ALL),
         old AS (SELECT cluster, alarm, arg_max(state, year) AS state
                 FROM before_alarms GROUP BY ALL)
    SELECT cluster, name, alarm, old.state AS before, now.state AS now, now.sentence
    FROM now JOIN clusters USING (cluster) LEFT JOIN old USING (cluster, alarm)
    WHERE (now.state = 'alarm') <> coalesce(old.state = 'alarm', false)"""


def _alarms(session: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    for row in _rows(session, ALARMS):
        rung = row["now"] == "alarm"
        what = plain(row["alarm"])
        yield Item(
            kind="alarm",
            cluster=row["cluster"],
            name=row["name"],
            sentence=row["sentence"] if rung else f"The alarm of {what} is over: {row['now']}.",
            before=row["before"] or "",
            now=row["now"],
            importance=HIGH if rung else MIDDLE,
        )


STAGES = """
    WITH now AS (SELECT cluster, max(year) AS year, arg_max(stage, year) AS stage,
                        arg_max(greatest(budding, growth, maturity, decline), year) AS p
                 FROM stages GROUP BY ALL),
         old AS (SELECT cluster, max(year) AS year, arg_max(stage, year) AS stage,
                        arg_max(greatest(budding, growth, maturity, decline), year) AS p
                 FROM before_stages GROUP BY ALL)
    SELECT cluster, name, old.stage AS before, old.p AS before_p, old.year AS before_year,
           now.stage, now.p, now.year
    FROM now JOIN clusters USING (cluster) JOIN old USING (cluster)
    WHERE now.stage <> old.stage"""


def _stages(session: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    for row in _rows(session, STAGES):
        before = _stage(row["before"], row["before_p"])
        now = _stage(row["stage"], row["p"])
        yield Item(
            kind="stage",
            cluster=row["cluster"],
            name=row["name"],
            sentence=f"From {before} in {row['before_year']} to {now} in {row['year']}.",
            before=row["before"],
            now=row["stage"],
            importance=HIGH if row["stage"] == "decline" else MIDDLE,
        )


def _stage(stage: str, share: float | None) -> str:
    return stage if share is None else f"{stage}: {probability(share)}"


CLUSTERS = """
    SELECT n.cluster, n.name, NULL AS before, n.last_year AS now FROM clusters n
    ANTI JOIN before_clusters USING (cluster)
    UNION ALL
    SELECT o.cluster, o.name, o.last_year, NULL FROM before_clusters o
    ANTI JOIN clusters USING (cluster)
    UNION ALL
    SELECT o.cluster, o.name, o.last_year, n.last_year
    FROM before_clusters o JOIN clusters n USING (cluster)
    WHERE o.last_year = (SELECT max(last_year) FROM before_clusters)
      AND n.last_year < (SELECT max(last_year) FROM clusters)"""


def _clusters(session: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    for row in _rows(session, CLUSTERS):
        if row["before"] is None:
            said = "Found for the first time."
        elif row["now"] is None:
            said = "No cluster in any year any more, with the figures as they are now."
        else:
            said = f"Last found in {row['now']}."
        yield Item(
            kind="cluster",
            cluster=row["cluster"],
            name=row["name"],
            sentence=said,
            importance=MIDDLE,
        )


FAILED = """
    SELECT o.code AS cluster, c.name, o.year, o.origin, o.low_80, o.value, o.high_80,
           o.low_95, o.high_95, n.jobs AS actual
    FROM before_outlook o JOIN cluster_years n ON n.cluster = o.code AND n.year = o.year
    JOIN clusters c ON c.cluster = o.code
    WHERE o.of = 'cluster' AND o.measure = 'jobs' AND n.jobs IS NOT NULL AND o.value IS NOT NULL"""


def _failed(session: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    """Return forecasts that what came has left far behind, and how many missed at all."""
    tried = _rows(session, FAILED)
    outside = [r for r in tried if not r["low_80"] <= r["actual"] <= r["high_80"]]
    for row in outside:
        if row["low_95"] <= row["actual"] <= row["high_95"]:
            continue
        range_80 = Amount(row["low_80"], row["value"], row["high_80"]).range
        yield Item(
            kind="forecast",
            cluster=row["cluster"],
            name=row["name"],
            sentence=f"Jobs in {row['year']}: {number(row['actual'])} came; the forecast of "
            f"{row['origin']} held {range_80} for likely (80 %).",
            before=range_80,
            now=number(row["actual"]),
            importance=MIDDLE,
        )
    if tried:
        usual = round(USUAL * len(tried))
        yield Item(
            kind="forecast",
            cluster="",
            name="",
            sentence=f"{len(outside):,} of {count(len(tried), 'forecast')} that can be checked "
            f"now missed their 80 % range; {usual:,} would be usual.",
            importance=LOW,
        )


REVISIONS = """
    SELECT cluster, name, count(*) AS years, max_by(year, abs(ln(n.jobs / o.jobs))) AS year,
           max_by(o.jobs, abs(ln(n.jobs / o.jobs))) AS before,
           max_by(n.jobs, abs(ln(n.jobs / o.jobs))) AS now
    FROM before_cluster_years o JOIN cluster_years n USING (cluster, year)
    JOIN clusters USING (cluster)
    WHERE o.jobs > 0 AND n.jobs > 0 AND abs(n.jobs - o.jobs) >= {few}
      AND abs(n.jobs / o.jobs - 1) >= {share}
    GROUP BY cluster, name"""


def _revisions(session: duckdb.DuckDBPyConnection) -> Iterator[Item]:
    for row in _rows(session, REVISIONS.format(few=FEW_JOBS, share=REVISED)):
        change = number(row["now"] / row["before"] - 1, Kind.SHARE)
        others = f", and {count(row['years'] - 1, 'other year')}" if row["years"] > 1 else ""
        yield Item(
            kind="revision",
            cluster=row["cluster"],
            name=row["name"],
            sentence=f"Jobs in {row['year']} revised from {number(row['before'])} to "
            f"{number(row['now'])} ({change}){others}.",
            before=number(row["before"]),
            now=number(row["now"]),
            importance=MIDDLE,
        )


def of_files(rows: list[Row], refused: list[tuple[str, str]]) -> Iterator[Item]:
    """Return what came in, and which files were refused and why."""
    for row in rows:
        misfits = row["quarantined"]
        aside = f"; {count(misfits, 'row')} in quarantine" if misfits else ""
        yield Item(
            kind="source",
            cluster="",
            name=row["name"],
            sentence=f"{count(row['rows'], 'row')} into {row['table_name']}{aside}.",
            importance=MIDDLE if misfits else LOW,
        )
    for name, why in refused:
        yield Item("source", "", name, f"Refused: {why}", importance=HIGH)


__all__ = ["BEFORE", "LOOKED_AT", "news", "of_files"]
