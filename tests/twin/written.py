"""What the files of mechanisms write, read from their source."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from milieu.twin import quarter

PACKAGE = "milieu.twin.mechanisms"
HERE = Path(quarter.__file__).parent / "mechanisms"
Function = tuple[str, str]  # file, function


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def assigned(node: ast.AST) -> set[str]:
    """Return the arrays of firms that a piece of code assigns to: firms.NAME[...] = ..."""
    found = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Assign | ast.AugAssign):
            goals = part.targets if isinstance(part, ast.Assign) else [part.target]
            for goal in goals:
                found |= {name for name in map(array_of, parts_of(goal)) if name}
    return found


def parts_of(goal: ast.expr) -> list[ast.expr]:
    return goal.elts if isinstance(goal, ast.Tuple) else [goal]


def array_of(goal: ast.expr) -> str:
    """Return NAME of firms.NAME[i] or twin.firms.NAME[i], else ''."""
    if not (isinstance(goal, ast.Subscript) and isinstance(goal.value, ast.Attribute)):
        return ""
    owner = goal.value.value
    named = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
    return goal.value.attr if named == "firms" else ""


def written_by_file(name: str) -> set[str]:
    return assigned(tree_of(HERE / f"{name}.py"))


@cache
def imported(file: Path) -> dict[str, Function]:
    """Return the functions of mechanisms that a file imports, by the name it gives them."""
    found = {}
    for node in ast.walk(tree_of(file)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PACKAGE + "."):
            owner = node.module.rsplit(".", 1)[1]
            found |= {(one.asname or one.name): (owner, one.name) for one in node.names}
    return found


@cache
def functions(name: str) -> dict[str, ast.FunctionDef]:
    body = tree_of(HERE / f"{name}.py").body
    return {node.name: node for node in body if isinstance(node, ast.FunctionDef)}


def calls(node: ast.AST) -> Iterator[str]:
    """Return the names that a piece of code calls, in the order of the lines."""
    named = [part for part in ast.walk(node) if isinstance(part, ast.Call)]
    for part in sorted(named, key=lambda call: (call.lineno, call.col_offset)):
        if isinstance(part.func, ast.Name):
            yield part.func.id


@cache
def written(function: Function) -> frozenset[tuple[str, str]]:
    """Return file and array of everything that a function and those it calls assign."""
    file, name = function
    own = functions(file).get(name)
    if own is None:  # a constant or a class
        return frozenset()
    found = {(file, array) for array in assigned(own)}
    for called in calls(own):
        reached = (file, called) if called in functions(file) else None
        reached = reached or imported(HERE / f"{file}.py").get(called)
        if reached and reached != function:
            found |= written(reached)
    return frozenset(found)


def passes(phase: str) -> list[Function]:
    """Return the passes of a phase of the quarter, in order."""
    file = Path(quarter.__file__)
    whole = {node.name: node for node in tree_of(file).body if isinstance(node, ast.FunctionDef)}
    known = imported(file)
    return [known[name] for name in calls(whole[phase]) if name in known]
