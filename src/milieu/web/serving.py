"""Serving: the site behind a socket, on this machine or, with accounts and TLS, on a network."""

import logging
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from ipaddress import ip_address
from pathlib import Path
from types import FrameType
from typing import Any

import uvicorn

from milieu.core.errors import UserError
from milieu.web.app import make_app
from milieu.web.safety.accounts import Accounts
from milieu.web.safety.protocol import PatientProtocol
from milieu.web.safety.records import Records
from milieu.web.safety.rules import LOOPBACK_NAMES, Rules
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from milieu.web.uploads.inbox import Inbox

GRACE = 5  # seconds for answers that are under way when the server ends
CONNECTIONS = 500  # open ones; a browser holds up to six, Y5
WAITING = 128  # connections that the system holds for us before we take them
HANDOVER = 0.001  # seconds for which a thread may keep others waiting; Python's are five times that
HOW = "docs/serving.md tells how."


@dataclass(frozen=True)
class Door:
    """How the server is reached.

    host, port       address to listen on; port 0: any free one
    names            further names by which browsers ask for it
    certificate, key files of TLS, PEM
    behind_proxy     address of the proxy that alone may connect and that does TLS
    """

    host: str = "127.0.0.1"
    port: int = 8765
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: str = ""

    @property
    def network(self) -> bool:
        """Return whether others than this machine can come in."""
        return bool(self.behind_proxy) or not is_loopback(self.host)

    @property
    def secure(self) -> bool:
        """Return whether browsers come by TLS."""
        return bool(self.certificate or self.behind_proxy)


def serve(
    studies: Sequence[Path],
    state: Path,
    door: Door,
    tell: Callable[[str], None],
    rules: Rules | None = None,
) -> None:
    """Serve studies until Ctrl-C or SIGTERM; tasks that run then can be resumed later.

    tell     is given the address as soon as browsers may ask
    rules    limits other than the usual ones
    raises   UserError for a door that would not be safe, or can not be opened
    """
    refuse_unsafe(door, Accounts(Records(state)))
    kept = rules_of(door, rules or Rules())
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    site = Site(shelf=Shelf(studies), state=state, rules=kept, ahead=True)
    for folder in site.shelf.folders.values():
        Inbox(folder, kept).sweep()
    sys.setswitchinterval(HANDOVER)  # an answer changes threads often, and waits each time
    with _listening(door) as own:
        server_of(site, door, lambda: tell(_address(door, own))).run([own])


def server_of(site: Site, door: Door, ready: Callable[[], None]) -> uvicorn.Server:
    """Return what serves a site on a socket that is handed to its `run`.

    ready   is called as soon as browsers may ask
    """
    return _Server(_config(site, door), ready)


def refuse_unsafe(door: Door, accounts: Accounts) -> None:
    """Raise UserError for a door through which a network would come in without a key."""
    if bool(door.certificate) != bool(door.key):
        raise UserError("a certificate needs its key, and a key its certificate", next=HOW)
    for file in (door.certificate, door.key):
        if file is not None and not file.is_file():
            raise UserError("there is no such file", where=str(file), next=HOW)
    if door.behind_proxy and not _is_address(door.behind_proxy):
        raise UserError(
            f"{door.behind_proxy!r} is no address",
            where="--behind-proxy",
            next="Name the proxy by its address, such as 127.0.0.1 or ::1.",
        )
    if not door.network:
        return
    if not accounts.exist:
        raise UserError(
            f"others than this machine could reach {door.host} and do everything",
            where="--host" if not door.behind_proxy else "--behind-proxy",
            next="Make an account first: `milieu accounts add NAME --role administrator`.",
        )
    if not door.secure:
        raise UserError(
            "passwords would cross the network as plain text",
            where="--host",
            next=f"Name --certificate and --key, or a proxy with --behind-proxy; {HOW}",
        )
    if not _names(door):
        raise UserError(
            "it is not known by which name browsers will ask for this server",
            where="--name",
            next="Say it, such as --name clusters.example.org.",
        )


def rules_of(door: Door, rules: Rules) -> Rules:
    """Return the rules by which the site behind a door is served."""
    return replace(
        rules,
        hosts=(*(() if door.network else LOOPBACK_NAMES), *_names(door)),
        network=door.network,
        secure=door.secure,
    )


def is_loopback(host: str) -> bool:
    """Return whether only this machine can reach an address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _is_address(text: str) -> bool:
    try:
        return str(ip_address(text)) == text
    except ValueError:
        return False


def _names(door: Door) -> tuple[str, ...]:
    """Return what browsers may ask for: the names said, and an address that is one."""
    said = tuple(name.strip().lower() for name in door.names if name.strip())
    try:
        address = ip_address(door.host)
    except ValueError:
        return (*said, door.host.lower())
    if address.is_unspecified or door.behind_proxy:
        return said
    return (*said, f"[{address}]" if address.version == 6 else str(address))


def _listening(door: Door) -> socket.socket:
    try:
        family = socket.getaddrinfo(door.host, door.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((door.host, door.port), family=family, backlog=WAITING)
    except OSError as error:
        raise UserError(
            f"this address can not be listened on ({error.strerror or error})",
            where=f"{door.host}, port {door.port}",
            next="Choose another with --port; 0 is any free one.",
        ) from None


def _address(door: Door, own: socket.socket) -> str:
    port = own.getsockname()[1]
    if door.behind_proxy:
        return f"https://{(door.names or (door.host,))[0]}/"
    host = _names(door)[0] if door.network else door.host
    host = f"[{host}]" if ":" in host and "[" not in host else host
    return f"{'https' if door.secure else 'http'}://{host}:{port}/"


def _config(site: Site, door: Door) -> uvicorn.Config:
    """Return how uvicorn serves: one protocol, no logs of requests, no trust in headers."""
    kept: dict[str, Any] = {"rules": site.rules}
    if door.behind_proxy:
        kept["peers"] = (door.behind_proxy,)
    return uvicorn.Config(
        make_app(site),
        http=type("Protocol", (PatientProtocol,), kept),
        ws="none",
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=bool(door.behind_proxy),
        forwarded_allow_ips=[door.behind_proxy] if door.behind_proxy else [],
        limit_concurrency=CONNECTIONS,
        timeout_keep_alive=max(1, int(site.rules.keep_seconds)),
        timeout_graceful_shutdown=GRACE,
        h11_max_incomplete_event_size=site.rules.header_bytes,
        ssl_certfile=door.certificate,
        ssl_keyfile=door.key,
    )


class _Server(uvicorn.Server):
    """Tells when browsers may ask."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """End; who can not wait and asks again gets no reports of what was cut off."""
        if self.should_exit:
            logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL + 1)
        super().handle_exit(sig, frame)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin, and tell."""
        await super().startup(sockets)
        self._ready()
