"""Sessions: who signed in, known by a random text that only their browser holds."""

import hashlib
import time
from collections.abc import Callable
from secrets import token_urlsafe

from milieu.web.safety.people import Person
from milieu.web.safety.records import Records
from milieu.web.safety.rules import MINUTE, Rules

BYTES = 32  # of chance in a token: it can not be guessed


class Sessions:
    """Sessions in the server's records, which know only checksums of their tokens."""

    def __init__(
        self, records: Records, rules: Rules, now: Callable[[], float] = time.time
    ) -> None:
        self.records, self._rules, self._now = records, rules, now

    def begin(self, name: str, address: str, instead_of: str = "") -> str:
        """Return the token of a new session; an older one of the same browser ends."""
        token, now = token_urlsafe(BYTES), self._now()
        with self.records.open() as opened:
            self._sweep(opened.execute, now)
            opened.execute("DELETE FROM sessions WHERE hash = ?", [checksum(instead_of)])
            row = (checksum(token), name, now, now, address)
            opened.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", row)
        return token

    def find(self, token: str) -> Person | None:
        """Return whose session it is, with the role they have now; None where it is none."""
        if not token:
            return None
        now, rules = self._now(), self._rules
        row = self.records.first(
            "SELECT name, role, seen FROM sessions JOIN accounts USING (name) "
            "WHERE hash = ? AND seen > ? AND began > ?",
            checksum(token),
            now - rules.idle_seconds,
            now - rules.session_seconds,
        )
        if row is None:
            return None
        if now - row["seen"] > MINUTE:
            with self.records.open() as opened:
                opened.execute(
                    "UPDATE sessions SET seen = ? WHERE hash = ?", [now, checksum(token)]
                )
        return Person(row["name"], row["role"])

    def end(self, token: str) -> None:
        """End a session; nothing happens where it is none."""
        with self.records.open() as opened:
            opened.execute("DELETE FROM sessions WHERE hash = ?", [checksum(token)])

    def end_all(self, name: str) -> int:
        """End all sessions of a person and return how many there were."""
        with self.records.open() as opened:
            return opened.execute("DELETE FROM sessions WHERE name = ?", [name]).rowcount

    def count(self, name: str) -> int:
        """Return in how many browsers a person is signed in."""
        now = self._now()
        with self.records.open() as opened:
            self._sweep(opened.execute, now)
            query = "SELECT count(*) FROM sessions WHERE name = ?"
            return int(opened.execute(query, [name]).fetchone()[0])

    def _sweep(self, execute: Callable[..., object], now: float) -> None:
        ends = (now - self._rules.idle_seconds, now - self._rules.session_seconds)
        execute("DELETE FROM sessions WHERE seen <= ? OR began <= ?", ends)


def checksum(token: str) -> str:
    """Return what is kept of a token; it is pure chance, so that no salt is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
