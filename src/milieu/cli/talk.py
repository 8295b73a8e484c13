"""What the command line says: messages and progress on standard error, data on standard output."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent

if TYPE_CHECKING:
    from milieu.study.adding import Added


def say(message: str) -> None:
    """Tell the user something that is not data."""
    print(message, file=sys.stderr)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Show how far the work is, on a terminal only."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import Progress as Bars

    with Bars(console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("", total=1.0)

        def tell(what: str, share: float) -> None:
            bars.update(task, description=what, completed=share)

        yield tell


def pairs(option: str, given: Sequence[str] | None) -> dict[str, str]:
    """Return NAME=VALUE arguments as a dictionary; UserError for one without "=" or said twice."""
    found: dict[str, str] = {}
    for pair in given or ():
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UserError(
                f"{pair!r} is not NAME=VALUE", where=option, next=f"Write {option} name=value."
            )
        if name in found:
            raise UserError(f"{name!r} is said twice", where=option, next="Say it once.")
        found[name.strip()] = value
    return found


def words(text: str) -> tuple[str, ...]:
    """Return the words between commas."""
    return tuple(word.strip() for word in text.split(",") if word.strip())


def tell_added(added: Sequence["Added"], study: Path, *, dry_run: bool = False) -> None:
    """Say what became of every file's rows."""
    verb = "would take" if dry_run else "took"
    for one in added:
        if one.known_already:
            say(f"{one.file}: in the study already, nothing to do")
            continue
        line = f"{one.file}: {verb} {one.rows:,} rows into {one.table}"
        if one.left_out:
            line += f", left out {one.left_out:,} (filtered, or for another purpose)"
        if one.quarantined:
            line += f", {one.quarantined:,} in quarantine (milieu show {study} quarantine)"
        say(line)
