"""Keys: tokens by which scripts ask from a network, each with a role no higher than its owner's."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_urlsafe

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import _
from milieu.web.safety.people import ROLES, Person
from milieu.web.safety.records import Records
from milieu.web.safety.rules import DAY, Rules
from milieu.web.safety.sessions import BYTES, checksum

PREFIX = "milieu_"  # so that a token is recognised where it should not lie
MOST = 20  # of one person, Y2
LONGEST_LABEL = 80  # characters


@dataclass(frozen=True)
class Token:
    """What is known of a token without its text; times in seconds since 1970."""

    id: int
    label: str
    role: str
    made: float
    ends: float


class Keys:
    """Tokens in the server's records, which know only their checksums."""

    def __init__(
        self, records: Records, rules: Rules, now: Callable[[], float] = time.time
    ) -> None:
        self.records, self._rules, self._now = records, rules, now

    def make(self, owner: Person, label: str, role: str, days: int) -> str:
        """Return the text of a new token, which can not be shown again.

        raises   UserError, `where` being label, role or days
        """
        if not 1 <= len(label.strip()) <= LONGEST_LABEL or not label.isprintable():
            raise UserError(
                _("a label has 1 to {most} characters", most=LONGEST_LABEL),
                where="label",
                next=_("Name its use."),
            )
        if role not in ROLES:
            raise unknown_name("role", role, ROLES, where="role")
        if not owner.may(role):
            raise UserError(
                _("your own role is {role}", role=owner.role),
                where="role",
                next=_("Choose no higher one."),
            )
        if not 1 <= days <= self._rules.token_days:
            raise UserError(
                _("a token lives 1 to {most} days", most=self._rules.token_days),
                where="days",
                next=_("Make a new one then."),
            )
        if len(self.of(owner.name)) >= MOST:
            raise UserError(
                _("you have {n} tokens", n=MOST), where="label", next=_("Revoke one first.")
            )
        text, now = PREFIX + token_urlsafe(BYTES), self._now()
        with self.records.open() as opened:
            opened.execute(
                "INSERT INTO tokens (hash, name, label, role, made, ends) VALUES (?,?,?,?,?,?)",
                (checksum(text), owner.name, label.strip(), role, now, now + days * DAY),
            )
        return text

    def of(self, name: str) -> list[Token]:
        """Return the tokens of a person that have not ended, the newest first."""
        with self.records.open() as opened:
            opened.execute("DELETE FROM tokens WHERE ends <= ?", [self._now()])
            rows = opened.execute(
                "SELECT id, label, role, made, ends FROM tokens WHERE name = ? ORDER BY id DESC",
                [name],
            ).fetchall()
        return [Token(**row) for row in rows]

    def revoke(self, name: str, number: int) -> bool:
        """End a token of a person; False where they have none with this number."""
        with self.records.open() as opened:
            ended = opened.execute(
                "DELETE FROM tokens WHERE name = ? AND id = ?", [name, min(number, 2**62)]
            )
            return ended.rowcount > 0

    def find(self, text: str) -> Person | None:
        """Return who asks by a token, with the lower of its role and its owner's."""
        if not text.startswith(PREFIX):
            return None
        row = self.records.first(
            "SELECT name, tokens.role AS role, accounts.role AS owners FROM tokens "
            "JOIN accounts USING (name) WHERE hash = ? AND ends > ?",
            checksum(text),
            self._now(),
        )
        if row is None:
            return None
        return Person(row["name"], min(row["role"], row["owners"], key=ROLES.index), "token")
