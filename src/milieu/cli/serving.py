"""Serving the dashboard, and who may enter: the one place of the command line that knows it."""

import os
import sys
import webbrowser
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from milieu.cli.talk import say
from milieu.core.errors import UserError, unknown_name

if TYPE_CHECKING:
    from milieu.web.serving import Door

ACTIONS = ("add", "list", "remove", "role", "password")


def state_folder(given: Path | None) -> Path:
    """Return where the server keeps accounts, sessions and its log: as said, else the user's."""
    if given is not None:
        return given
    beside = os.environ.get("XDG_STATE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(beside or Path.home() / ".local" / "state") / "milieu"


def serve_studies(
    studies: Sequence[Path], state: Path, door: "Door | None" = None, *, browser: bool = False
) -> None:
    """Serve studies until Ctrl-C; on this machine alone where no door is named."""
    from milieu.web.serving import Door, serve

    def tell(address: str) -> None:
        say(f"open {address} in a browser; Ctrl-C ends")
        if browser:
            webbrowser.open(address)

    try:
        serve(studies, state, door or Door(), tell)
    except KeyboardInterrupt:
        say("ended; tasks that were running can be resumed")
        _leave()


def _leave() -> NoReturn:
    """End the process at once: threads that read a study would not let the interpreter end."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def door_of(
    host: str,
    port: int,
    names: Sequence[str],
    certificate: Path | None,
    key: Path | None,
    behind_proxy: str,
) -> "Door":
    """Return how the server is reached."""
    from milieu.web.serving import Door

    return Door(host, port, tuple(names), certificate, key, behind_proxy)


def look_after_accounts(action: str, name: str, role: str, state: Path) -> list[str]:
    """Do what is asked with the accounts and return what to print.

    raises   UserError for an unknown action, name or role, or a password that is not taken
    """
    from milieu.web.safety.accounts import Accounts, as_kept
    from milieu.web.safety.records import Records

    if action not in ACTIONS:
        raise unknown_name("action", action, ACTIONS)
    accounts = Accounts(Records(state))
    if action == "list":
        return [f"{account.name}  {account.role}" for account in accounts.all()]
    if not name:
        raise UserError("whose account?", next=f"Say `milieu accounts {action} NAME`.")
    if action == "add":
        made = accounts.add(as_kept(name), role, _password())
        say(f"made {made.name}, {made.role}, in {state}")
    elif action == "remove":
        accounts.remove(name)
        say(f"removed {name}" + ("" if accounts.exist else "; nobody has to sign in any more"))
    elif action == "role":
        accounts.change_role(name, role)
        say(f"{name} is {role} now")
    else:
        accounts.change_password(name, _password())
        say(f"changed; {name} is signed out everywhere")
    return []


def _password() -> str:
    """Return a password asked for twice, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass("Password: ")
    if first != getpass("Once more: "):
        raise UserError("the two are not the same", where="password", next="Begin again.")
    return first
