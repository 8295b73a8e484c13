"""The command `milieu`: each command reads its arguments, calls one function of a study, prints."""

import sys
from collections.abc import Sequence

import typer

from milieu.cli import commands, policy_commands, serving_commands, twin_commands
from milieu.cli.app import app
from milieu.core.errors import UserError

__all__ = [
    "commands",
    "main",
    "policy_commands",
    "serving_commands",
    "twin_commands",
]  # importing the commands declares them


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; a user's mistake is one `error:` line and exit code 2, never a traceback."""
    try:
        code = app(args=arguments, standalone_mode=False)
    except UserError as error:
        code = _fail(str(error))
    except typer.TyperException as error:  # an unknown command or option, a missing argument
        context = getattr(error, "ctx", None)
        hint = context.command_path if context else "milieu"
        message = error.format_message()
        stop = "" if message.endswith("?") else "."
        code = _fail(f"{message.rstrip('.')}{stop} See `{hint} --help`")
    except (KeyboardInterrupt, typer.Abort):
        code = _fail("stopped; the study is as it was after the last step that ended", 130)
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        code = 0
    except OSError as error:
        code = _fail(_system(error))
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str, code: int = 2) -> int:
    print(f"error: {' '.join(message.split())}", file=sys.stderr)
    return code


def _system(error: OSError) -> str:
    """Say what the system refused: a full disk, a place one may not write."""
    place = f"{error.filename}: " if error.filename else ""
    return (
        f"{place}{error.strerror or error}. Nothing was changed; mend this and repeat the command"
    )
