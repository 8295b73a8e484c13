"""The commands before a policy: what holds a cluster back, and what is known of an instrument."""

from pathlib import Path
from typing import Annotated

import typer

from milieu.cli.app import app


@app.command(epilog="Example: milieu diagnose ny 325-monroe-county --know late_payment_share=.4")
def diagnose(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of the study.")],
    cluster: Annotated[str, typer.Argument(help="Id, as `milieu show STUDY clusters` has it.")],
    know: Annotated[
        list[str] | None,
        typer.Option(help="NAME=VALUE: a figure that the study lacks; `milieu list figures`."),
    ] = None,
    top: Annotated[int, typer.Option(min=0, help="At most so many instruments.")] = 5,
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
) -> None:
    """Diagnose: what holds a cluster back, which instruments answer it, and what is unknown."""
    from milieu.cli.talk import pairs
    from milieu.study.study import Study

    known = {name: number(name, text) for name, text in pairs("--know", know).items()}
    text = Study.open(study).diagnose(cluster, known).text(top)
    if output:
        output.write_text(text, encoding="utf-8")
    else:
        print(text, end="")


@app.command(epilog="Example: milieu evidence incubator --format csv")
def evidence(
    instrument: Annotated[str, typer.Argument(help="`milieu list instruments`.")],
    format: Annotated[str, typer.Option(help="table, csv, json, parquet or xlsx.")] = "table",
    output: Annotated[Path | None, typer.Option(help="File to write; else the screen.")] = None,
) -> None:
    """Evidence: every published finding on an instrument, null and bad ones as plain as good."""
    from milieu.cli.talk import say
    from milieu.report.export import write
    from milieu.study.evidence import evidence_of

    found = evidence_of(instrument)
    write(found.brief if format == "table" and not output else found.rows, format, output)
    for sentence in found.said:
        say(sentence)


def number(name: str, text: str) -> float:
    """Return a figure that was given."""
    from milieu.core.errors import UserError

    try:
        return float(text)
    except ValueError:
        raise UserError(
            f"{text!r} is no number", where=f"--know {name}", next="Write it as .3"
        ) from None
