"""Texts: what readers see, found where it is written in Python and in templates.

Found are the calls of `core.language` and `words.count`, by name:

_("...")  N_("...")  several("one", "many", n)  in_sense("sense", "...")  count(n, "one", "many")
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Formatter

from jinja2 import Environment, nodes

ROOT = Path(str(files("milieu")))
NAMES = ("_", "N_", "several", "in_sense", "count")
WITH_VALUES = ("_", "several", "in_sense")


@dataclass(frozen=True)
class Text:
    """A text as a catalog knows it.

    id      the English: one text, or that for one thing and that for many
    sense   which of its meanings; empty where it has only one
    where   file from the package on
    """

    id: str | tuple[str, str]
    where: str
    sense: str = ""


@dataclass(frozen=True)
class Fault:
    """A call whose text no catalog can have, or whose values are not those that it names."""

    where: str
    line: int
    why: str


Argument = str | None  # None: not written there as a text
Call = tuple[str, int, list[list[Argument]], set[str] | None]


def texts(root: Path = ROOT) -> list[Text]:
    """Return all texts of the package, in the order of its files."""
    found: list[Text] = []
    for where, name, _line, arguments, _values in _calls(root):
        for chosen in _choices(arguments):
            found += [text] if (text := _text(where, name, chosen)) else []
    return found


def faults(root: Path = ROOT) -> list[Fault]:
    """Return the calls that no translation can follow."""
    found = []
    for where, name, line, arguments, values in _calls(root):
        for chosen in _choices(arguments):
            text = _text(where, name, chosen)
            if text is None or name not in WITH_VALUES or values is None:
                continue
            ids = (text.id,) if isinstance(text.id, str) else text.id
            named = {field for one in ids for field in fields(one)}
            if values and named != values:
                found.append(Fault(where, line, f"{ids[0]!r} names {named}, given {values}"))
            elif named and not values:
                found.append(Fault(where, line, f"{ids[0]!r} names {named}, given none"))
    return found


def fields(text: str) -> list[str]:
    """Return the names in a text's braces."""
    return [name for _literal, name, _spec, _how in Formatter().parse(text) if name is not None]


def _calls(root: Path) -> Iterator[tuple[str, str, int, list[list[Argument]], set[str] | None]]:
    """Yield file, name, line, possible texts of each argument, names of values (None: unknown)."""
    for file in sorted(root.rglob("*")):
        where = file.relative_to(root).as_posix()
        if file.suffix == ".py":
            made = _of_python(file.read_text(encoding="utf-8"))
        elif file.suffix == ".j2":
            made = _of_template(file.read_text(encoding="utf-8"))
        else:
            continue
        for name, line, arguments, values in made:
            yield where, name, line, arguments, values


def _of_python(source: str) -> Iterator[Call]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        name = getattr(called, "id", "") or getattr(called, "attr", "")
        if name not in NAMES:
            continue
        values = {word.arg for word in node.keywords}
        known = None if None in values else {value for value in values if value is not None}
        yield name, node.lineno, [_said(part) for part in node.args], known


def _said(part: ast.expr) -> list[Argument]:
    """Return the texts that an argument may be: one, or those of both branches of an if."""
    if isinstance(part, ast.Constant) and isinstance(part.value, str):
        return [part.value]
    if isinstance(part, ast.IfExp):
        return [*_said(part.body), *_said(part.orelse)]
    return [None]


def _of_template(source: str) -> Iterator[Call]:
    for node in Environment().parse(source).find_all(nodes.Call):
        name = getattr(node.node, "name", "") or getattr(node.node, "attr", "")
        if name not in NAMES:
            continue
        values = {word.key for word in node.kwargs}
        known = values if node.dyn_kwargs is None else None
        yield name, node.lineno, [_written(part) for part in node.args], known


def _written(part: nodes.Expr) -> list[Argument]:
    if isinstance(part, nodes.Const) and isinstance(part.value, str):
        return [part.value]
    if isinstance(part, nodes.CondExpr):
        other = _written(part.expr2) if part.expr2 is not None else [None]
        return [*_written(part.expr1), *other]
    return [None]


def _choices(arguments: Sequence[Sequence[Argument]]) -> list[list[Argument]]:
    """Return the arguments of a call, once for each text that one of them may be."""
    most = max((len(part) for part in arguments), default=0)
    return [[part[min(at, len(part) - 1)] for part in arguments] for at in range(most)]


def _text(where: str, name: str, said: Sequence[Argument]) -> Text | None:
    """Return what a call says; None where it stands elsewhere, as a constant's does."""
    first, second, third = [*said, None, None, None][:3]
    if name == "in_sense":
        return Text(second, where, first or "") if second else None
    if name == "several":
        return Text((first, second), where) if first and second else None
    if name == "count":
        many = third or f"{second}s"
        return Text((f"{{n}} {second}", f"{{n}} {many}"), where) if second else None
    return Text(first, where) if first else None
