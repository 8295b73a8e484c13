"""Content: all that a report shows, read from one session of a study."""

from collections.abc import Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

import duckdb

from milieu import __version__
from milieu.clusters.declare import METHODS
from milieu.core.progress import Progress
from milieu.report.cited import COLUMNS, Claim, cited
from milieu.report.cited_stages import cited_stages
from milieu.report.cluster_figures import Known, cluster_figures
from milieu.report.diagnosis import diagnosis
from milieu.report.drawing import Drawings
from milieu.report.figure import Figure
from milieu.report.foresight_figures import ForesightFigures, foresight_figures
from milieu.report.indicator_figures import indicator_figures
from milieu.report.lots import Lots, lots_of
from milieu.report.overview import Overview
from milieu.report.reading import Cluster, StudyLike, clusters, read, whole
from milieu.report.sentences import (
    Sentence,
    by_verdict,
    facts_opening,
    opening,
    type_sentence,
    verdict,
)
from milieu.report.sources import (
    all_sources,
    publishers,
    source_line,
    table_files,
)
from milieu.report.structure_figures import structure_figures
from milieu.report.study_figures import (
    atlas_figure,
    coverage_figures,
    hidden_by_year,
    ranked_figure,
)
from milieu.report.surroundings import Surroundings, industries_of

QUARANTINE_SHOWN = 50
QUARANTINE = """
    SELECT file_name, table_name, column_name, expected, count(*) AS rows,
        any_value(found) AS example, min(line) AS line
    FROM quarantine GROUP BY file_name, table_name, column_name, expected
    ORDER BY rows DESC, file_name, column_name LIMIT ?
"""


@dataclass(frozen=True)
class ClusterPage:
    """One cluster's part of the report.

    lead   the verdict without the record of alarms, which stands in their cards
    """

    cluster: Cluster
    verdict: Sequence[Sentence]
    lead: Sequence[Sentence]
    type: Sentence
    figures: Sequence[Figure]
    foresight: ForesightFigures | None
    source: str


class Content:
    """What the report shows; its charts are drawn meanwhile."""

    def __init__(
        self,
        study: StudyLike,
        session: duckdb.DuckDBPyConnection,
        drawings: Drawings,
        as_of: str,
    ) -> None:
        """Read what all parts rest on."""
        self.settings, self.session, self.drawings = study.settings, session, drawings
        self.as_of, self.asking = as_of, f" --as-of {as_of}" if as_of else ""
        self.study = quote(study.folder.resolve().name or "STUDY")
        self.names = study.frame(session)
        self.clusters = clusters(session)
        self.newest = max((c.last_year for c in self.clusters), default=0)
        self.hidden = hidden_by_year(session)
        self.sources = all_sources(session)
        self.all_files = table_files(session, "employment")
        self.whole = whole(session, self.names.region_name)
        current = [c for c in self.clusters if c.last_year == self.newest]
        self.overview = Overview(session, current)

    def pages(self, most: int, progress: Progress) -> list[ClusterPage]:
        """Return the pages of the clusters of the highest rank."""
        wanted = self.clusters[:most]
        lots = lots_of(self.session, wanted)
        pages = []
        for at, one in enumerate(wanted):
            progress(f"drawing {one.name}", 0.1 + 0.8 * at / len(wanted))
            pages.append(self.page(self.known(one, lots), lots, self.drawings))
        return pages

    def known(self, cluster: Cluster, lots: Lots) -> Known:
        """Return what the figures of one cluster are made of."""
        return Known(
            cluster=cluster,
            years=lots.years[cluster.id],
            members=lots.members[cluster.id],
            names=self.names,
            whole=self.whole,
            source=self.source(lots.files.get(cluster.id, []), cluster.hidden),
            shared=self.source(lots.files.get(cluster.id, []), None),
            study=self.study,
            asking=self.asking,
            foresight=lots.foreseen.of(cluster),
        )

    def shown(self, claims: Sequence[Claim]) -> dict[str, Any]:
        """Return what the template shows beside the pages of clusters."""
        return {
            "settings": self.settings,
            "version": __version__,
            "as_of": self.as_of,
            "study": self.study,
            "whole": self.whole,
            **self.facts(claims, self.drawings),
            **self._found(),
            **self._data(),
            **self._method(),
        }

    def facts(self, claims: Sequence[Claim], drawings: Drawings) -> dict[str, Any]:
        """Return cited facts, claims, and what the first screen says of clusters and facts."""
        files = table_files(self.session, "observations")
        source = source_line(files, self.sources, None)
        facts = cited(self.session, source)
        stages = cited_stages(self.session, source, self._command("cited_stages"))
        for one in stages.values():
            one.figure.begin(drawings)
        said = facts_opening(facts, claims) if facts else []
        if self.clusters or self.hidden or not facts:
            said = opening(self.clusters, self.hidden, self.whole) + said
            said[1:1] = self.overview.sentences
        return {
            "opening": said,
            "claims": by_verdict(claims),
            "facts": [
                (one, [f.begin(drawings) for f in one.figures], stages.get(one.name))
                for one in facts
            ],
            "fact_columns": COLUMNS,
        }

    def _found(self) -> dict[str, Any]:
        """Return the clusters, with the map and the ranking of those of the last year."""
        current = [c for c in self.clusters if c.last_year == self.newest]
        source = self.source([], sum(c.hidden for c in current))
        command = self._command("clusters")
        figures = (
            [
                atlas_figure(self.session, current, source, command, self.overview),
                ranked_figure(current, self.whole, source, command),
            ]
            if current
            else []
        )
        return {
            "clusters": self.clusters,
            "current": current,
            "newest": self.newest,
            "overview": self.overview,
            "atlas": self._drawn(figures),
        }

    def _data(self) -> dict[str, Any]:
        """Return indicators, coverage, files, and rows that did not fit."""
        source = self.source([], None)
        indicators = indicator_figures(self.session, self.names, source, self.study, self.asking)
        last = self.hidden[-1]["year"] if self.hidden else None
        return {
            "indicators": self._drawn(indicators),
            "structure": self._drawn(structure_figures(self._around())),
            "coverage": self._drawn(coverage_figures(self.hidden, source, self.study)),
            "hidden": [row for row in self.hidden if row["year"] == last],
            "sources": list(self.sources.values()),
            "publishers": publishers(self.sources),
            "vintage": max((s.vintage for s in self.sources.values()), default=""),
            "quarantine": read(self.session, QUARANTINE, QUARANTINE_SHOWN),
        }

    def _method(self) -> dict[str, Any]:
        """Return the way of finding clusters, with its thresholds or those of study.toml."""
        chosen = self.settings.clusters
        method = METHODS.get(chosen.method)
        thresholds = {**(method.defaults if method else {}), **chosen.thresholds}
        return {"method": method, "thresholds": thresholds}

    def page(self, known: Known, lots: Lots, drawings: Drawings) -> ClusterPage:
        """Return one cluster's page, its charts begun."""
        cluster = known.cluster
        peers = [row["peer"] for row in known.foresight.peers]
        cell = {"level": cluster.level, "region": cluster.regions,
                "industry": cluster.industries, "year": str(cluster.last_year)}  # fmt: skip
        command = known.command("indicators", **cell)
        placed = lots.placement.figure(cluster, known.source, command, peers)
        foresight = foresight_figures(known)
        said = verdict(cluster, self.newest, self.whole)
        gone = int(cluster.last_year < self.newest)  # then that is what comes first
        return ClusterPage(
            cluster=cluster,
            verdict=[*said[:gone], *diagnosis(known.foresight), *said[gone:]],
            lead=[*said[:gone], *diagnosis(known.foresight, brief=True), *said[gone:]],
            type=type_sentence(cluster),
            figures=[
                figure.begin(drawings)
                for figure in [*cluster_figures(known), *([placed] if placed else [])]
            ],
            foresight=foresight.begin(drawings) if foresight else None,
            source=known.source,
        )

    def _drawn(self, figures: Sequence[Figure]) -> list[Figure]:
        return [figure.begin(self.drawings) for figure in figures]

    def _around(self) -> Surroundings:
        current = [c for c in self.clusters if c.last_year == self.newest]
        return Surroundings(
            session=self.session,
            names=self.names,
            source=lambda table: self.source(table_files(self.session, table), None),
            study=self.study,
            asking=self.asking,
            here=industries_of(current),
        )

    def source(self, files: Sequence[str], hidden: int | None) -> str:
        """Return the line under a figure; estimates rest on all files of the table."""
        return source_line(files or self.all_files, self.sources, hidden)

    def _command(self, result: str) -> str:
        return f"milieu show {self.study} {result}{self.asking}"
