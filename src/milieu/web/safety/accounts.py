"""Accounts: who may enter, with which role."""

import re
import sqlite3
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import _
from milieu.web.safety.passwords import Passwords, passwords, refuse_weak
from milieu.web.safety.people import ADMINISTRATOR, ROLES, YOU, Person
from milieu.web.safety.records import Records

NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True)
class Account:
    """A name with its role; `made` in seconds since 1970."""

    name: str
    role: str
    made: float


class Accounts:
    """The accounts in the server's folder; changes hold at once, also for who is signed in."""

    def __init__(
        self,
        records: Records,
        make: Callable[[], Passwords] = passwords,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.records, self._passwords, self._now = records, make, now

    @property
    def exist(self) -> bool:
        """Return whether there is any account, so that everybody has to sign in."""
        return self.records.first("SELECT 1 FROM accounts LIMIT 1") is not None

    def all(self) -> list[Account]:
        """Return the accounts by name."""
        if not self.records.exist:
            return []
        with self.records.open() as opened:
            rows = opened.execute("SELECT name, role, made FROM accounts ORDER BY name").fetchall()
        return [Account(**row) for row in rows]

    def add(self, name: str, role: str, password: str) -> Account:
        """Make an account; UserError for a name that is taken or odd, or a weak password."""
        name = as_kept(name)
        _refuse_role(role)
        refuse_weak(name, password)
        if role != ADMINISTRATOR and not self.exist:
            raise UserError(
                _("the first account must be an administrator's"),
                where="role",
                next=_("Make it, and then the others."),
            )
        made = Account(name, role, self._now())
        kept = self._passwords().kept(password)
        try:
            with self.records.open() as opened:
                row = (made.name, made.role, kept, made.made)
                opened.execute("INSERT INTO accounts VALUES (?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            raise UserError(
                _("there is an account {name} already", name=name),
                where="name",
                next=_("Choose another name."),
            ) from None
        return made

    def remove(self, name: str) -> None:
        """Remove an account with its sessions and tokens; UserError for the last administrator."""
        name = self._known(name)
        self._keep_an_administrator(name)
        with self.records.open() as opened:
            opened.execute("DELETE FROM accounts WHERE name = ?", [name])

    def change_role(self, name: str, role: str) -> None:
        """Give another role; UserError if no administrator would be left."""
        name = self._known(name)
        _refuse_role(role)
        if role != ADMINISTRATOR:
            self._keep_an_administrator(name)
        with self.records.open() as opened:
            opened.execute("UPDATE accounts SET role = ? WHERE name = ?", [role, name])

    def change_password(self, name: str, password: str) -> None:
        """Set another password and end all sessions, which may be somebody else's."""
        name = self._known(name)
        refuse_weak(name, password)
        kept = self._passwords().kept(password)
        with self.records.open() as opened:
            opened.execute("UPDATE accounts SET password = ? WHERE name = ?", [kept, name])
            opened.execute("DELETE FROM sessions WHERE name = ?", [name])

    def check(self, name: str, password: str) -> Person | None:
        """Return who has this name and password, None for nobody; as much work in both cases."""
        query = "SELECT name, role, password FROM accounts WHERE name = ?"
        row = self.records.first(query, _same(name))
        fits = self._passwords().fits(row["password"] if row else None, password)
        return Person(row["name"], row["role"]) if row and fits else None

    def _known(self, name: str) -> str:
        names = [account.name for account in self.all()]
        if _same(name) not in names:
            raise unknown_name("account", name, names)
        return _same(name)

    def _keep_an_administrator(self, name: str) -> None:
        """Raise UserError if without this one others were left whom nobody could administer."""
        others = [account for account in self.all() if account.name != name]
        if others and not any(account.role == ADMINISTRATOR for account in others):
            raise UserError(
                _("{name} is the last administrator", name=name),
                where="name",
                next=_("Make somebody else administrator first."),
            )


def as_kept(name: str) -> str:
    """Return a name in its one spelling; UserError, with where="name", for what is none."""
    same = _same(name)
    if not NAME.fullmatch(same) or same == YOU.name:
        raise UserError(
            _("a name is 1 to 64 letters, digits or . _ - @, and not 'you'"),
            where="name",
            next=_("Choose another name."),
        )
    return same


def _same(name: str) -> str:
    return unicodedata.normalize("NFKC", name[:200]).casefold().strip()


def _refuse_role(role: str) -> None:
    if role not in ROLES:
        raise unknown_name("role", role, ROLES, where="role")
