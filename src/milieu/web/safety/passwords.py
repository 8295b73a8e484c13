"""Passwords: which are taken, and how they are kept."""

import unicodedata
from functools import cache, lru_cache
from secrets import token_urlsafe
from threading import BoundedSemaphore

from milieu.core.errors import UserError
from milieu.core.language import _

LEAST = 12  # characters; OWASP ASVS 4.0.3, 2.1.1
MOST = 256  # characters; at least 64 by OWASP ASVS 4.0.3, 2.1.2
DIFFERENT = 5  # characters at least, Y2
AT_ONCE = BoundedSemaphore(2)  # each takes 64 MB: a crowd at the door can not fill the memory


class Passwords:
    """Makes and checks what is kept of passwords: Argon2id, the second choice of RFC 9106.

    quick   for tests alone: much less work, much less safe
    """

    def __init__(self, *, quick: bool = False) -> None:
        from argon2 import PasswordHasher  # loads for a tenth of a second

        self._hasher = PasswordHasher(1, 8, 1) if quick else PasswordHasher()

    def kept(self, password: str) -> str:
        """Return what is kept of a password."""
        with AT_ONCE:
            return self._hasher.hash(_same(password))

    def fits(self, kept: str | None, password: str) -> bool:
        """Return whether a password is the one; the same work where nothing is kept (None)."""
        from argon2.exceptions import InvalidHashError, VerificationError

        if len(password) > MOST:
            password = password[:MOST]  # refused below, after the usual work
            kept = None
        try:
            with AT_ONCE:
                self._hasher.verify(kept or self._nobodys(), _same(password))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    @cache  # noqa: B019  (one of these lives as long as the server)
    def _nobodys(self) -> str:
        return self._hasher.hash(token_urlsafe(32))


@lru_cache
def passwords() -> Passwords:
    """Return the one that the server uses."""
    return Passwords()


def refuse_weak(name: str, password: str) -> None:
    """Raise UserError, with where="password", for a password that is not taken."""
    said = _same(password)
    if len(said) < LEAST:
        _refuse(
            _("it has {n} characters, but it must have at least {least}", n=len(said), least=LEAST)
        )
    if len(password) > MOST:
        _refuse(_("it has more than {most} characters", most=MOST))
    if name and _same(name).casefold() in said.casefold() and len(said) < LEAST + len(name):
        _refuse(_("it is the name with little beside it"))
    if len(set(said)) < DIFFERENT:
        _refuse(_("it has fewer than {n} different characters", n=DIFFERENT))


def _refuse(what: str) -> None:
    raise UserError(
        what, where="password", next=_("A few words that do not belong together do well.")
    )


def _same(text: str) -> str:
    """Return one spelling of what may be typed in several (NIST SP 800-63B-4, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", text)
