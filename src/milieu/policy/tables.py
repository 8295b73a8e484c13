"""Tables of a scenario file: values of the right kind, or an error with file and line."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from milieu.core.errors import UserError, unknown_name
from milieu.policy.lines import Lines, Path
from milieu.policy.quarters import quarter_of


@dataclass(frozen=True)
class Table:
    """One table of the file, with where it stands.

    values   keys and values;  path: of the table in the file, empty for the whole file
    """

    values: Mapping[str, Any]
    path: Path
    file: str
    lines: Lines

    def where(self, key: str = "") -> str:
        """Return file and line of a key, or of the table if it has no such key."""
        return f"{self.file}, line {self.lines.of((*self.path, key) if key else self.path)}"

    def error(self, key: str, what: str, next: str = "Mend this line.") -> UserError:
        """Return the error for what stands at a key."""
        return UserError(what, where=self.where(key), next=next)

    def only(self, known: Iterable[str]) -> None:
        """Raise UserError, with the nearest right name, for a key that is not known."""
        names = tuple(known)
        for key in self.values:
            if key not in names:
                raise unknown_name("key", key, names, where=self.where(key))

    def known(self, key: str, kind: str, names: Iterable[str]) -> str:
        """Return the text of a key that must be there, and be one of the names."""
        text, allowed = self.text(key), tuple(names)
        if text not in allowed:
            raise unknown_name(kind, text, allowed, where=self.where(key))
        return text

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text; it must be there unless there is a default."""
        value = self._there(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._wrong_kind(key, value, 'text in quotes, such as "so"')
        return value

    def number(self, key: str, default: float | None = None) -> float:
        """Return a number that is not NaN."""
        value = self._there(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
            raise self._wrong_kind(key, value, "a number")
        return float(value)

    def whole(self, key: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._there(key, default)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong_kind(key, value, "a whole number")
        return value

    def quarter(self, key: str, default: int | None = None, *, last: bool = False) -> int:
        """Return a quarter; `last`: a year stands for its last one."""
        if key not in self.values and default is not None:
            return default
        value = self._there(key, None)
        found = quarter_of(value, last=last)
        if found is None:
            raise self._wrong_kind(key, value, 'a quarter such as "2026Q1", or a year')
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, empty if it is not there."""
        value = self._there(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise self._wrong_kind(key, value, 'a list of texts, such as ["north", "south"]')
        return tuple(value)

    def table(self, key: str) -> "Table":
        """Return a table within this one, empty if it is not there."""
        value = self._there(key, {})
        if not isinstance(value, dict):
            raise self._wrong_kind(key, value, f"a table, [{key}] or {{...}}")
        return Table(value, (*self.path, key), self.file, self.lines)

    def tables(self, key: str) -> tuple["Table", ...]:
        """Return the tables of a list [[key]], empty if there is none."""
        value = self._there(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._wrong_kind(key, value, f"tables, each begun by [[{key}]]")
        return tuple(
            Table(one, (*self.path, key, i), self.file, self.lines) for i, one in enumerate(value)
        )

    def numbers(self) -> dict[str, float]:
        """Return all numbers below, by dotted name: [a] b = 1 and "a.b" = 1 are both a.b."""
        found: dict[str, float] = {}
        for key, value in self.values.items():
            if isinstance(value, dict):
                inner = self.table(key).numbers()
                found |= {f"{key}.{name}": number for name, number in inner.items()}
            else:
                found[key] = self.number(key)
        return found

    def line_of_number(self, name: str) -> str:
        """Return file and line of a dotted name that `numbers` gave."""
        paths = [(name,), tuple(name.split("."))]
        lines = [self.lines.of((*self.path, *path)) for path in paths]
        return f"{self.file}, line {max(lines)}"

    def _there(self, key: str, default: Any) -> Any:
        if key in self.values:
            return self.values[key]
        if default is None:
            raise UserError(f"{key} is missing", where=self.where(), next=f"Add `{key} = ...`.")
        return default

    def _wrong_kind(self, key: str, value: Any, wanted: str) -> UserError:
        found = f'"{value}"' if isinstance(value, str) else _shown(value)
        return self.error(key, f"{key} is {found}, but it must be {wanted}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "a table" if isinstance(value, dict) else f"{value}"
