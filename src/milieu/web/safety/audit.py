"""Audit: who did what, when, and from where; a line of JSON for each, no secrets in it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any

FILE = "audit.jsonl"
ROTATED_AT = 10 << 20  # bytes, Y2
KEPT = 10  # older files beside the one that is written, Y2
LONGEST = 300  # characters of a value


class Audit:
    """An append-only log in the server's folder; old parts are audit.jsonl.1, .2 and so on."""

    def __init__(self, state: Path) -> None:
        self.file, self._lock = state / FILE, Lock()

    def note(self, what: str, *, who: str = "", address: str = "", **facts: Any) -> None:
        """Add a line; whatever could move a cursor or begin a line is escaped by JSON."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {"time": now, "what": what, "who": who, "from": address, **facts}
        text = json.dumps({name: _short(value) for name, value in line.items()}) + "\n"
        with self._lock:
            self._make_room(len(text))
            with self.file.open("a", encoding="ascii") as out:
                out.write(text)

    def newest(self, most: int, containing: str = "") -> list[dict[str, Any]]:
        """Return the newest lines, the newest first; `containing` is looked for in any case."""
        found: list[dict[str, Any]] = []
        wanted = json.dumps(containing)[1:-1].lower()
        for line in self._lines():
            if wanted in line.lower():
                found.append(json.loads(line))
                if len(found) == most:
                    break
        return found

    def _lines(self) -> Iterator[str]:
        for file in (self.file, *self._older()):
            if file.exists():
                yield from reversed(file.read_text(encoding="ascii").splitlines())

    def _older(self) -> list[Path]:
        return [self.file.with_name(f"{FILE}.{number}") for number in range(1, KEPT + 1)]

    def _make_room(self, more: int) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self.file.exists():
            self.file.touch(mode=0o600)
        if self.file.stat().st_size + more <= ROTATED_AT:
            return
        older = self._older()
        for newer, file in zip([self.file, *older][::-1][1:], older[::-1], strict=True):
            if newer.exists():
                newer.replace(file)
        self.file.touch(mode=0o600)


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return value[:LONGEST] + "..."
    return value
