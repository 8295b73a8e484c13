"""The application that the commands belong to."""

import typer

app = typer.Typer(
    name="milieu",
    help="An open laboratory for industry clusters: observe, measure, and say how sure it is.",
    epilog="Begin with: milieu demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def commands() -> list[tuple[str, str]]:
    """Return name and first sentence of every command that is declared."""
    declared = [c for c in app.registered_commands if c.callback]
    return [(c.name or c.callback.__name__, _first_line(c.callback.__doc__)) for c in declared]  # type: ignore[union-attr]


def _first_line(text: str | None) -> str:
    return (text or "").strip().split("\n")[0]
