"""The commands of the dashboard: serve it, and say who may enter."""

from pathlib import Path
from typing import Annotated

import typer

from milieu.cli.app import app

State = Annotated[
    Path | None,
    typer.Option(help="Folder for accounts, sessions and the log; else one in your home."),
]


@app.command(epilog="Example: milieu serve ny nj --open")
def serve(
    studies: Annotated[list[Path], typer.Argument(metavar="STUDY...", help="Study folders.")],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any free one.")] = 8765,
    host: Annotated[str, typer.Option(help="Address; beyond this machine: see below.")] = (
        "127.0.0.1"
    ),
    state: State = None,
    name: Annotated[
        list[str] | None, typer.Option(help="Name by which browsers ask; may be said again.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="TLS certificate, PEM.")] = None,
    key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    behind_proxy: Annotated[
        str, typer.Option(metavar="ADDRESS", help="The proxy that does TLS; only it may connect.")
    ] = "",
    open: Annotated[bool, typer.Option("--open", help="Open a browser, too.")] = False,
) -> None:
    """Serve the dashboard of one or more studies until Ctrl-C.

    On this machine nobody has to sign in. Beyond it (--host, --behind-proxy) accounts are needed
    (`milieu accounts`), and TLS by --certificate and --key or by a proxy: docs/serving.md.
    """
    from milieu.cli.serving import door_of, serve_studies, state_folder

    door = door_of(host, port, name or (), certificate, key, behind_proxy)
    serve_studies(studies, state_folder(state), door, browser=open)


@app.command(epilog="Example: milieu accounts add ada --role administrator")
def accounts(
    action: Annotated[str, typer.Argument(help="add, list, remove, role or password.")],
    name: Annotated[str, typer.Argument(help="Whose account.")] = "",
    role: Annotated[str, typer.Option(help="viewer, analyst or administrator.")] = "viewer",
    state: State = None,
) -> None:
    """Say who may enter the dashboard: passwords are asked for, or read from standard input.

    A viewer sees everything, an analyst also adds data, builds and runs experiments, an
    administrator also looks after accounts. While there are none, whoever is at this machine may
    do everything and nobody else may come in.
    """
    from milieu.cli.serving import look_after_accounts, state_folder

    for line in look_after_accounts(action, name, role, state_folder(state)):
        print(line)
