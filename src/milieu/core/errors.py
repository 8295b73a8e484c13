"""The one kind of error a user sees: where, what, why, what next."""

from collections.abc import Iterable
from difflib import get_close_matches


class UserError(Exception):
    """A mistake that the user can mend; shown as one `error:` line, never as a traceback.

    where   file, line, option or folder
    what    what was found and what was expected
    next    what to do about it; a full sentence
    """

    def __init__(self, what: str, *, where: str = "", next: str = "") -> None:
        self.what, self.where, self.next = what, where, next
        head = f"{where}: {what}" if where else what
        super().__init__(f"{head.rstrip('.')}. {next}" if next else head)


def unknown_name(kind: str, name: str, known: Iterable[str], *, where: str = "") -> UserError:
    """Return the error for a name that is not known, answered with the nearest one that is."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    if near:
        advice = f"Did you mean {near[0]!r}?"
    elif names:
        advice = f"Known: {', '.join(names[:12])}{', ...' if len(names) > 12 else ''}."
    else:
        advice = "There is none yet."
    return UserError(f"no {kind} {name!r}", where=where, next=advice)
