"""Add: take files into a study; every row is checked and none is lost."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from shlex import join
from typing import Any

from pydantic import Field

from milieu.core.errors import UserError
from milieu.core.language import _, several
from milieu.sources.declare import SOURCES
from milieu.store.shelf import replace_text
from milieu.study.adding import Reading
from milieu.study.study import Study
from milieu.web.tasks.declare import INPUTS, RESULTS, Kind, Options, Telling, kind
from milieu.web.tasks.task import Task

ADDED = "added.json"
LONGEST = 200  # characters of a column's name or value


class AddOptions(Options):
    """How files are taken in; the files themselves come with the task."""

    source: str = Field(description="Name of the source.", max_length=LONGEST)
    table: str = Field("", description="Table to fill, where the source leaves it open.")
    map: dict[str, str] = Field({}, description="Our columns by the file's.")
    where: dict[str, str] = Field({}, description="Only rows whose column holds this text.")
    set: dict[str, str] = Field({}, description="Values for all rows, or a source's options.")
    encoding: str = Field("", description="Such as latin-1.", max_length=40)
    delimiter: str = Field("", description="Where it is not seen by itself.", max_length=20)
    decimal: str = Field("", description="Decimal sign, . or ,", max_length=1)
    sheet: str = Field("", description="Sheet of an Excel file.", max_length=LONGEST)
    strict: bool = Field(False, description="Refuse files in which a row does not fit.")
    files: tuple[str, ...] = Field((), description="Names of the files, for the record.")


def title(wish: AddOptions) -> str:
    """Return what is added, for people."""
    if len(wish.files) == 1:
        return _("Add {file}", file=wish.files[0])
    return several("Add a file", "Add {n} files", len(wish.files), n=len(wish.files))


def command(wish: AddOptions, study: str) -> str:
    """Return the same by command line."""
    words = ["milieu", "add", study, wish.source, *(wish.files or ("FILE",))]
    for option in ("map", "where", "set"):
        for name, value in getattr(wish, option).items():
            words += [f"--{option}", f"{name}={value}"]
    for option in ("table", "encoding", "delimiter", "decimal", "sheet"):
        value = getattr(wish, option)
        words += [f"--{option}", value] if value else []
    return join([*words, *(["--strict"] if wish.strict else [])])


def checked(study: Study, wish: AddOptions) -> None:
    """Raise UserError for a source that there is not."""
    del study
    SOURCES[wish.source]


def run(study: Study, wish: AddOptions, folder: Path, progress: Telling) -> None:
    """Take the files in, all or none; started again, what was taken in already is known."""
    files = sorted(file for file in (folder / INPUTS).iterdir() if file.is_file())
    if not files:
        raise UserError(_("no file came with this task"), next=_("Add files on the page Data."))
    taken = study.add(
        wish.source,
        files,
        map=wish.map,
        where=wish.where,
        set=wish.set,
        reading=Reading(wish.table, wish.encoding, wish.delimiter, wish.decimal, wish.sheet),
        strict=wish.strict,
        progress=progress,
    )
    text = json.dumps([asdict(one) for one in taken], indent=1, ensure_ascii=False)
    replace_text(folder / RESULTS / ADDED, text + "\n")


def added(task: Task) -> list[Mapping[str, Any]]:
    """Return what a task took in, a file and table each; nothing before it is done.

    The keys are those of `study.adding.Added`.
    """
    try:
        found = json.loads((task.folder / RESULTS / ADDED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


ADD = kind(
    Kind(
        "add",
        "take files into the study; rows that do not fit go to quarantine",
        AddOptions,
        title,
        command,
        run,
        checked,
    )
)
