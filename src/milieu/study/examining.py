"""Examining: the twin sits its entrance exam again, and what it shows is recorded."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress, silent
from milieu.twin import exam as package
from milieu.twin.exam.record import FILE, Record, recorded, write_record
from milieu.twin.exam.sitting import PAIRS, SEEDS, Result, Sitting
from milieu.twin.exam.tables import markdown
from milieu.twin.start import Setting

LARGEST_SEED = 2**31
HEADINGS = {
    "facts": "Facts",
    "industries": "Across industries",
    "imposed": "What forms impose",
    "curves": "Responses",
    "ablations": "Ablations",
    "paths": "Paths by decade",
}


@dataclass(frozen=True)
class Examined:
    """The exam as it came out."""

    result: Result
    record: Record

    def markdown(self) -> str:
        """Return the result in words and its tables as Markdown."""
        parts = [
            f"{heading}\n\n{markdown(self.record.tables[name])}"
            for name, heading in HEADINGS.items()
            if self.record.tables[name]
        ]
        return "\n\n".join([self.record.sentence, *parts]) + "\n"

    def table(self, what: str) -> pa.Table:
        """Return one of the tables; UserError for another name."""
        if what not in HEADINGS:
            raise unknown_name("table of the exam", what, HEADINGS, where="--what")
        return pa.Table.from_pylist(self.record.tables[what])

    def page(self, output: Path, command: str) -> Path:
        """Write figures and tables as one HTML file and return where it lies."""
        from milieu.report.twin.page import exam_page

        return exam_page(output, self.result, command, self.record.date)


def fresh_seed() -> int:
    """Return a seed that nobody has used to set the twin."""
    return secrets.randbelow(LARGEST_SEED)


def examine(
    seed: int,
    *,
    seeds: int = SEEDS,
    pairs: int = PAIRS,
    folder: Path | None = None,
    setting: Setting | None = None,
    progress: Progress = silent,
) -> Examined:
    """Sit the exam and return what came out.

    seeds    runs in which each fact is looked for;  pairs: of ablations and response curves
    folder   where finished runs are kept, so that the same call goes on where it stopped
    setting  other than the default, to try out
    """
    for name, count in (("--seeds", seeds), ("--pairs", pairs)):
        if count < 1:
            raise UserError(f"{count} is too few", where=name, next="Give 1 or more.")
    sitting = Sitting(seed, setting or Setting(), seeds, pairs, folder, progress)
    result = sitting.result()
    return Examined(result, recorded(result))


def write_exam(record: Record, output: Path | None = None) -> Path:
    """Write a record as package data of a source checkout, or to a file; return where it lies.

    raises   UserError if this is no checkout and no file is named
    """
    if output is None:
        home = Path(package.__file__).parent
        if not (home.parents[3] / "pyproject.toml").is_file():
            raise UserError(
                "this is an installation, not a source checkout",
                where="--record",
                next="Name a file with --output instead.",
            )
        output = home / FILE
    write_record(record, output)
    return output
