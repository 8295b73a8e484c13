"""Saved scenarios of a study: one file each in STUDY/scenarios, deleted ones in its trash."""

import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from milieu.core.errors import UserError, unknown_name
from milieu.policy.observed import OBSERVED
from milieu.policy.reading import Known, parse_scenario, read_scenario
from milieu.policy.scenario import Scenario
from milieu.policy.writing import scenario_text

if TYPE_CHECKING:
    from milieu.study.study import Study

FOLDER, TRASH, ENDING = "scenarios", ".trash", ".toml"
LETTERS = 60  # of a name, at most
NAME = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")  # letters and digits of any script, - and _ within
MOST = 200  # scenarios of a study
MOST_BYTES = 100_000  # of one file
TAKEN = ("none", "baseline")  # names that mean something already
DELETED = re.compile(r"(?P<name>.+)\.(?P<when>\d{8}T\d{6}\d{6})")


@dataclass(frozen=True)
class Saved:
    """A saved scenario.

    name       in addresses and commands;  wrong: what is wrong with the file, "" for nothing
    scenario   None where the file is not right
    changed    when it was written last, UTC
    """

    name: str
    file: Path
    scenario: Scenario | None
    wrong: str
    changed: str


def saved(study: "Study") -> list[Saved]:
    """Return the saved scenarios of a study, by name."""
    return [_saved(file) for file in _files(study)]


def names(study: "Study") -> tuple[str, ...]:
    """Return the names of the saved scenarios."""
    return tuple(file.stem for file in _files(study))


def file_of(study: "Study", name: str) -> Path:
    """Return the file of a saved scenario; UserError with the nearest name if there is none."""
    for file in _files(study):
        if file.stem == name:
            return file
    raise unknown_name("saved scenario", name[:LETTERS], names(study))


def load(study: "Study", name: str) -> Scenario:
    """Return a saved scenario; UserError with the line if its file is not right."""
    file = file_of(study, name)
    return _read(file)


def save(study: "Study", name: str, scenario: Scenario, *, over: bool = False) -> Saved:
    """Save a scenario under a name of words, and return it.

    over     whether one of that name is replaced, what was there going to the trash
    raises   UserError for a name that can not be, or is there already
    """
    slug = slug_of(name)
    folder = _folder(study)
    _check_room(study, slug)
    file = folder / f"{slug}{ENDING}"
    if over and file.exists():
        delete(study, slug)
    text = scenario_text(replace(scenario, name=name.strip()))
    _write_new(file, text)
    return _saved(file)


def rename(study: "Study", name: str, new: str) -> Saved:
    """Give a saved scenario another name, and return it; UserError as `save`."""
    file = file_of(study, name)
    scenario = _read(file)
    made = save(study, new, scenario) if slug_of(new) != name else None
    if made is None:
        fresh = file.with_name(f".{file.name}.draft")
        fresh.write_text(scenario_text(replace(scenario, name=new.strip())), encoding="utf-8")
        fresh.replace(file)
        return _saved(file)
    file.unlink()
    return made


def delete(study: "Study", name: str) -> str:
    """Put a saved scenario into the trash, and return the name by which it is restored."""
    file = file_of(study, name)
    trash = _folder(study) / TRASH
    trash.mkdir(exist_ok=True)
    gone = f"{name}.{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
    file.replace(trash / f"{gone}{ENDING}")
    return gone


def restore(study: "Study", gone: str) -> Saved:
    """Take a scenario out of the trash; UserError if it is not there, or its name is taken."""
    trash = _folder(study) / TRASH
    there = {file.stem: file for file in sorted(trash.glob(f"*{ENDING}"))} if trash.exists() else {}
    found = DELETED.fullmatch(gone)
    if found is None or gone not in there:
        raise UserError("it is not in the trash", where=gone[:LETTERS], next="Save it anew.")
    file = _folder(study) / f"{found['name']}{ENDING}"
    try:
        os.link(there[gone], file)
    except FileExistsError:
        raise _taken(found["name"]) from None
    there[gone].unlink()
    return _saved(file)


def read_text(text: str | bytes, known: Known | None = None, file: str = "scenario") -> Scenario:
    """Return the scenario of a text that somebody gave.

    raises   UserError with the line of the text and the nearest right name
    """
    if len(text) > MOST_BYTES:
        raise UserError(f"is larger than {MOST_BYTES:,} bytes", where=file)
    try:
        plain = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError:
        raise UserError(
            "is no text in UTF-8", where=file, next="Save it as UTF-8, the usual one."
        ) from None
    return parse_scenario(plain, file, known or Known(ranges(), None, OBSERVED))


def slug_of(name: str) -> str:
    """Return a name as that of a file; UserError for one that can not be."""
    plain = unicodedata.normalize("NFC", name).strip().lower()
    slug = re.sub(r"[\s-]+", "-", plain)
    if not 0 < len(slug) <= LETTERS or not NAME.fullmatch(slug):
        raise UserError(
            f"{name[:LETTERS]!r} can not be a name",
            where="name",
            next=f"Use letters, digits, spaces and hyphens, at most {LETTERS}.",
        )
    if slug in TAKEN:
        raise UserError(f"{slug!r} has a meaning already", where="name", next="Use another name.")
    return slug


def ranges() -> Mapping[str, tuple[float, float]]:
    """Return the parameters that a scenario may set, with their ranges."""
    from milieu.twin.parameters import PARAMETERS  # costly, and not needed to list names

    return {full: (one.low, one.high) for full, one in PARAMETERS.items()}


def _read(file: Path) -> Scenario:
    return read_scenario(file, parameters=ranges())


def _saved(file: Path) -> Saved:
    changed = datetime.fromtimestamp(file.stat().st_mtime, UTC).isoformat(timespec="seconds")
    try:
        return Saved(file.stem, file, _read(file), "", changed)
    except UserError as error:
        said = str(error).replace(str(file), file.name)
        return Saved(file.stem, file, None, said, changed)


def _files(study: "Study") -> list[Path]:
    """Return the files, by name; links and hidden ones are none."""
    folder = study.folder / FOLDER
    if not folder.is_dir():
        return []
    found = [f for f in folder.iterdir() if f.suffix == ENDING and NAME.fullmatch(f.stem)]
    return sorted(file for file in found if file.is_file() and not file.is_symlink())


def _folder(study: "Study") -> Path:
    folder = study.folder / FOLDER
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(
            f"scenarios can not be saved here: {error.strerror}",
            next="Ask whoever keeps the study for the right to write.",
        ) from None
    return folder


def _check_room(study: "Study", slug: str) -> None:
    there = names(study)
    if len(there) >= MOST and slug not in there:
        raise UserError(
            f"there are {MOST} scenarios already", where="name", next="Delete some first."
        )


def _write_new(file: Path, text: str) -> None:
    """Write a file that is not there yet; it appears whole."""
    draft = file.with_name(f".{file.stem}.{os.getpid()}.draft")
    draft.write_text(text, encoding="utf-8")
    try:
        os.link(draft, file)
    except FileExistsError:
        raise _taken(file.stem) from None
    finally:
        draft.unlink()


def _taken(name: str) -> UserError:
    return UserError(
        f"there is a scenario {name!r} already",
        where="name",
        next="Use another name, or choose to replace it.",
    )


def as_json(one: Saved) -> dict[str, object]:
    """Return a saved scenario as JSON holds it."""
    return {
        "name": one.name,
        "title": one.scenario.name if one.scenario else one.name,
        "about": one.scenario.about if one.scenario else "",
        "wrong": one.wrong,
        "changed": one.changed,
    }
