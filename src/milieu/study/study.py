"""A study: one folder, and everything that can be done with it."""

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from milieu.core.contracts import CONTRACTS
from milieu.core.database import quoted
from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress, silent
from milieu.indicators.declare import INDICATORS
from milieu.sources.declare import SOURCES
from milieu.store.arrow import schema_of
from milieu.store.bookkeeping import BOOKS
from milieu.store.shelf import replace_text
from milieu.store.store import Store, as_of_moment, view_results
from milieu.study.adding import Added, Reading, Wishes, add_files
from milieu.study.build import Outcome, build
from milieu.study.cases import claims
from milieu.study.frame import Frame
from milieu.study.results import RESULTS
from milieu.study.selection import Selection, select
from milieu.study.settings import FILE, Settings, read_settings

if TYPE_CHECKING:
    from milieu.report.digest import Digest
    from milieu.study.diagnosing import Diagnosed
    from milieu.study.experimenting import Experimented
    from milieu.study.replay import Replayed
    from milieu.study.simulating import Simulated

TEMPLATES = ("plain", "us", "eu")


class Study:
    """One case: a folder with `study.toml`, tables with all their vintages, and results.

    Copying the folder copies the study. Several processes may read while one writes.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self.settings: Settings = read_settings(self.folder)
        self.store = Store(self.folder)

    @classmethod
    def create(cls, folder: Path | str, *, template: str = "plain", name: str = "") -> "Study":
        """Make a new study folder with a commented study.toml.

        template   plain, us (FIPS and NAICS codes) or eu (NUTS and NACE codes)
        raises     UserError if there is something at that place already
        """
        folder = Path(folder)
        if template not in TEMPLATES:
            raise unknown_name("template", template, TEMPLATES)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UserError(
                "there is something here already",
                where=str(folder),
                next="Choose a folder that does not exist or is empty.",
            )
        text = files("milieu.study").joinpath(f"templates/{template}.toml").read_text("utf-8")
        try:
            folder.mkdir(parents=True, exist_ok=True)
            replace_text(folder / FILE, text.format(name=_quoted(name or folder.resolve().name)))
        except OSError as error:
            raise UserError(
                f"the folder can not be made ({error.strerror})",
                where=str(folder),
                next="Choose a place where you may write.",
            ) from None
        return cls(folder)

    @classmethod
    def open(cls, folder: Path | str) -> "Study":
        """Open a study; UserError if the folder holds none."""
        return cls(folder)

    def add(
        self,
        source: str,
        paths: Sequence[Path | str],
        *,
        map: Mapping[str, str] | None = None,
        where: Mapping[str, str] | None = None,
        set: Mapping[str, str] | None = None,
        reading: Reading | None = None,
        address: str = "",
        strict: bool = False,
        dry_run: bool = False,
        progress: Progress = silent,
    ) -> list[Added]:
        """Take files in, all or none, and say what became of their rows.

        map       our columns by the file's: {"region": "area"}
        where     only rows whose column holds this text
        set       a column's value in every row or a source's option: {"year": "2016"}
        reading   how the file is written, where that is not seen by itself
        address   where the files were downloaded from, for the record
        strict    refuse the files when a row does not fit, instead of putting it in quarantine
        dry_run   check everything and change nothing
        """
        stated = self.settings.sources.get(source)
        wishes = Wishes(
            mapping=dict(map or (stated.map if stated else {})),
            where=dict(where or (stated.where if stated else {})),
            constants=dict(set or (stated.set if stated else {})),
            reading=reading or Reading(),
            address=address,
            strict=strict,
            dry_run=dry_run,
        )
        return add_files(
            self.store, SOURCES[source], [Path(p) for p in paths], wishes, progress=progress
        )

    def build(
        self, *, until: str = "", as_of: str = "", progress: Progress = silent
    ) -> Iterator[Outcome]:
        """Bring all results up to date; yields what became of each step as soon as it is done."""
        return build(self.store, self.settings, until=until, as_of=as_of, progress=progress)

    def indicators(
        self,
        names: Sequence[str] = (),
        selection: Selection | None = None,
        *,
        as_of: str = "",
        progress: Progress = silent,
    ) -> pa.Table:
        """Bring the indicators up to date and return those named, all without a name.

        selection   which of their rows, as in `show`
        raises      UserError for a name that no indicator has
        """
        for name in names:
            INDICATORS[name]
        for _ in self.build(until="indicators", as_of=as_of, progress=progress):
            pass
        rows = self.show("indicators", selection or Selection(), as_of=as_of)
        if not names:
            return rows
        return rows.filter(pc.is_in(rows["indicator"], pa.array(names)))

    def session(self, as_of: str = "") -> duckdb.DuckDBPyConnection:
        """Return a DuckDB session with every table and every result as a view.

        A table that the study lacks, or a result that is not built, is an empty view.
        """
        session = self.store.open(as_of_moment(as_of) if as_of else None)
        view_results(session, self.store.results_as_of(as_of or None))
        for name in RESULTS.keys() - self.built(session):
            empty = pa.table(
                {f.name: [] for f in RESULTS[name].fields}, schema_of(RESULTS[name].fields)
            )
            session.execute(f"DROP VIEW IF EXISTS {quoted(name)}")
            session.register(name, empty)
        return session

    def built(self, session: duckdb.DuckDBPyConnection) -> set[str]:
        """Return the results that a session has, in the columns that they have today."""
        rows = session.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() "
            "GROUP BY table_name"
        ).fetchall()
        return {
            name
            for name, columns in rows
            if name in RESULTS and columns == [f.name for f in RESULTS[name].fields]
        }

    def names(self) -> list[str]:
        """Return the names of all tables and results that a study can have."""
        return [*RESULTS, *CONTRACTS, *BOOKS]

    def table(self, name: str, *, as_of: str = "", **only: str | int) -> pa.Table:
        """Return a table or result; `only` keeps the rows whose columns hold these values."""
        return self.show(name, Selection(only={k: str(v) for k, v in only.items()}), as_of=as_of)

    def show(self, name: str, selection: Selection, *, as_of: str = "") -> pa.Table:
        """Return the selected rows of a table or result, in its order.

        raises   UserError for an unknown name or column, or a result that is not built yet
        """
        if name not in self.names():
            raise unknown_name("result or table", name, self.names())
        with self.store.open(as_of_moment(as_of) if as_of else None) as session:
            view_results(session, self.store.results_as_of(as_of or None))
            if name in RESULTS and name not in self.built(session):
                raise UserError(
                    f"{name} is not built yet, or by another version of milieu",
                    where=str(self.folder),
                    next=f"Run `milieu build {self.folder}` first.",
                )
            return select(session, name, selection)

    def report(
        self,
        output: Path | None = None,
        *,
        as_of: str = "",
        cluster: str = "",
        clusters: int | None = None,
        format: str = "html",
        language: str = "en",
        progress: Progress = silent,
    ) -> Path:
        """Write a report on the study, or one cluster, for who decides; return where it lies.

        output     None: report.html or report.pdf in the study's folder
        cluster    id of the one that it is about; empty: the whole study
        clusters   how many get a chapter of their own, those of the highest rank first
        format     html (one file, offline) or pdf;  language: "en" or "zh"
        raises     UserError for an unknown cluster or language, or if the file can not be written
        """
        from milieu.report.document import write_report
        from milieu.study.reporting import diagnoses

        return write_report(
            self,
            output,
            as_of=as_of,
            cluster=cluster,
            clusters=clusters,
            format=format,
            language=language,
            claims=claims(self.settings.case) if self.settings.case else (),
            diagnoses=diagnoses(self, as_of),
            progress=progress,
        )

    def watch(self, *, progress: Progress = silent) -> "Digest":
        """Take new files in, bring the results up to date, and return what changed since.

        New files are those that `watch` under [sources.NAME] of study.toml names; what changed is
        told against what the watch before saw, and kept in the folder `digests`.
        """
        from milieu.study.watch import watch

        return watch(self, progress=progress)

    def replay(
        self,
        first: int,
        last: int | None = None,
        *,
        clusters: Sequence[str] = (),
        progress: Progress = silent,
    ) -> "Replayed":
        """Return what would have been said in each year with what was known then.

        first, last   years; the last one of the study without it
        clusters      only these, by id; all without it
        raises        UserError for years or clusters that the study does not have
        """
        from milieu.study.replay import replay

        return replay(self, first, last, clusters=clusters, progress=progress)

    def diagnose(self, cluster: str, known: Mapping[str, float] | None = None) -> "Diagnosed":
        """Return what holds a cluster back and which instruments answer it.

        known   figures that the study lacks, as for `diagnosing.diagnosed`
        """
        from milieu.study.diagnosing import diagnosed

        return diagnosed(self, cluster, known)

    def simulate(self, scenario: str = "baseline", **options: Any) -> "Simulated":
        """Run an ensemble of the twin, begun from this study, and keep what it came to.

        scenario   TOML file, name of a pack, or "baseline";  options: as `simulating.simulate`
        """
        from milieu.study.simulating import simulate

        return simulate(self, scenario, **options)

    def experiment(self, a: str, b: str, **options: Any) -> "Experimented":
        """Run two scenarios in the same worlds, begun from this study, and compare them.

        a, b   as for `simulate`;  options: as `experimenting.experiment_with`
        """
        from milieu.study.experimenting import experiment_with

        return experiment_with(self, a, b, **options)

    def frame(self, session: duckdb.DuckDBPyConnection) -> Frame:
        """Return the names, levels and places of the study's regions and industries."""
        return Frame(session, self.settings)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
