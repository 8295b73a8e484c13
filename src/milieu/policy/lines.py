"""On which line of a TOML file a key stands, for the TOML reader does not tell."""

import re
import tomllib
from collections.abc import Mapping

Path = tuple[str | int, ...]
KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
DOTTED = rf"{KEY}(?:[ \t]*\.[ \t]*{KEY})*"
HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({DOTTED})[ \t]*\]\]?")
ASSIGNMENT = re.compile(rf"[ \t]*({DOTTED})[ \t]*=")
QUOTES = ('"""', "'''", '"', "'")


class Lines:
    """Line numbers by path, such as ("measure", 1, "intensity"), counted from 1.

    The text must be valid TOML. Keys within an inline table stand on the line of the table.
    """

    def __init__(self, text: str) -> None:
        self._found: dict[Path, int] = {}
        self._tables: dict[Path, int] = {}
        self._scan(text)

    def of(self, path: Path) -> int:
        """Return the line of a path, or of the nearest table that holds it; 1 if there is none."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._found:
                return self._found[path[:length]]
        return 1

    def _scan(self, text: str) -> None:
        position, line, prefix = 0, 1, Path()
        while position < len(text):
            header, assignment = HEADER.match(text, position), ASSIGNMENT.match(text, position)
            end = text.find("\n", position)
            if header:
                prefix = self._enter(keys(header[2]), line, is_array=header[1] == "[[")
                self._found.setdefault(prefix, line)
            elif assignment:
                self._note(prefix, keys(assignment[1]), line)
                end = end_of_value(text, assignment.end())
            end = len(text) if end < 0 else end
            line += text.count("\n", position, end + 1)
            position = end + 1

    def _enter(self, names: Path, line: int, *, is_array: bool) -> Path:
        """Return the path of a header; below an array of tables it belongs to the last one."""
        path = Path()
        for depth, name in enumerate(names):
            path += (name,)
            if is_array and depth == len(names) - 1:
                self._found.setdefault(path, line)
                self._tables[path] = self._tables.get(path, -1) + 1
            if path in self._tables:
                path += (self._tables[path],)
        return path

    def _note(self, prefix: Path, names: Path, line: int) -> None:
        for length in range(1, len(names) + 1):
            self._found.setdefault(prefix + names[:length], line)


def keys(dotted: str) -> Path:
    """Return the parts of a dotted key, quotes taken off."""
    path, table = Path(), tomllib.loads(f"{dotted} = 0")
    while isinstance(table, Mapping):
        (name,) = table
        path, table = (*path, name), table[name]
    return path


def end_of_value(text: str, position: int) -> int:
    """Return the position of the line break after a value; strings and brackets may span lines."""
    depth = 0
    while position < len(text):
        sign = text[position]
        quote = next((q for q in QUOTES if text.startswith(q, position)), "")
        if quote:
            position = _end_of_string(text, position, quote)
            continue
        if sign == "#":
            position = _end_of_line(text, position)
            continue
        if sign == "\n" and depth == 0:
            return position
        depth += (sign in "[{") - (sign in "]}")
        position += 1
    return len(text)


def _end_of_string(text: str, position: int, quote: str) -> int:
    position += len(quote)
    while position < len(text) and not text.startswith(quote, position):
        position += 2 if text[position] == "\\" and quote[0] == '"' else 1
    position += len(quote)
    while len(quote) == 3 and text.startswith(quote[0], position):
        position += 1  # a long string may end in one or two quotes of its own
    return position


def _end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end
