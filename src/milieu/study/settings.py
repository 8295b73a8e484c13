"""study.toml: what is studied."""

import tomllib
from dataclasses import dataclass, field, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from milieu.core.errors import UserError, unknown_name

FILE = "study.toml"
Section = TypeVar("Section")


@dataclass(frozen=True)
class Regions:
    """Which regions: `scheme` of their codes, `levels` studied (empty: chosen by the data)."""

    scheme: str = "plain"
    levels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Industries:
    """Which industries: `scheme` of their codes, `digits` at most, `definition` of clusters.

    exclude   industries that, with all below them, count in totals but make no clusters
    base      code of rows that hold all jobs of a region for quotients, such as total covered
              employment beside private industries; empty: the total of the industries
    """

    scheme: str = "plain"
    digits: int = 4
    definition: str = ""
    exclude: tuple[str, ...] = ()
    base: str = ""


@dataclass(frozen=True)
class Clusters:
    """How clusters are found: the `method` and its `thresholds` where they differ from its own."""

    method: str = "location_quotient_rule"
    thresholds: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Hidden:
    """How hidden cells are estimated: number of joint `draws`, and whether absent rows are hidden.

    absent_rows   "hidden": a row that is missing although its parent counts more establishments
                  than the rows that are there is a hidden cell; "zero": it is empty; "auto":
                  zero where the office prints hidden cells as rows without jobs, for then it
                  prints them all
    """

    draws: int = 60
    absent_rows: str = "auto"


@dataclass(frozen=True)
class Intake:
    """Columns, filters and constants for one source, used when the command line gives none.

    watch   files that `milieu watch` takes in when they are new, such as "incoming/*.csv"; within
            the study's folder unless the path says otherwise
    """

    map: dict[str, str] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    set: dict[str, str] = field(default_factory=dict)
    watch: str = ""


@dataclass(frozen=True)
class Settings:
    """All that study.toml says; what it leaves out has the defaults written here.

    made_up   its figures are invented, which every page says
    case      a built-in case (`study/cases`): reports hold its literature's claims against it
    """

    name: str = "A study"
    about: str = ""
    made_up: bool = False
    case: str = ""
    seed: int = 2025
    regions: Regions = Regions()
    industries: Industries = Industries()
    clusters: Clusters = Clusters()
    hidden: Hidden = Hidden()
    sources: dict[str, Intake] = field(default_factory=dict)


def read_settings(folder: Path) -> Settings:
    """Return the settings of a study folder; UserError names the line or key that is wrong."""
    file = folder / FILE
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError(
            "there is no study here (no study.toml)",
            where=str(folder),
            next=f"Make one with `milieu init {folder}`, or name another folder.",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UserError(str(error), where=str(file), next="Mend this line of the file.") from None
    sources = content.pop("sources", {})
    settings = _section(Settings, content, str(file))
    intakes = {n: _section(Intake, s, f"{file}, [sources.{n}]") for n, s in sources.items()}
    return Settings(**{**vars(settings), "sources": intakes})


def _section(kind: type[Section], content: dict[str, Any], where: str) -> Section:
    hints = get_type_hints(kind)
    known = {f.name for f in fields(kind)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    for key, value in content.items():
        if key not in known:
            raise unknown_name("setting", key, known, where=where)
        values[key] = _value(hints[key], value, f"{where}, {key}")
    return kind(**values)


def _value(hint: Any, value: Any, where: str) -> Any:
    """Return a value of study.toml in the type that its setting has."""
    if is_dataclass(hint):
        if isinstance(value, dict):
            return _section(hint, value, where)  # type: ignore[arg-type]
        raise UserError("this must be a section in brackets", where=where)
    plain = getattr(hint, "__origin__", hint)
    if plain is tuple and isinstance(value, list):
        return tuple(str(v) for v in value)
    if plain is dict and isinstance(value, dict):
        inner = float if "float" in str(hint) else str
        return {k: _scalar(inner, v, f"{where}, {k}") for k, v in value.items()}
    return _scalar(plain, value, where)


def _scalar(kind: Any, value: Any, where: str) -> Any:
    """Return a single value; a whole number will do where a fraction is asked for, and as text."""
    if type(value) is kind:
        return value
    if type(value) is int and kind in (float, str):
        return kind(value)
    raise UserError(
        f"found {value!r}, expected {kind.__name__}", where=where, next="Mend this line."
    )
