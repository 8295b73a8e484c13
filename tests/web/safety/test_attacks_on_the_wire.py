"""Attacks on a real server, byte by byte: slow, endless, broken and doubled requests."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from milieu.web.safety.rules import Rules
from milieu.web.serving import Door, server_of
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from tests.web.safety.conftest import TRAP

PATIENCE = 8.0  # seconds after which a test gives up
QUICK = replace(
    Rules(),
    head_seconds=0.4,
    keep_seconds=0.4,
    body_seconds=0.4,
    quiet_seconds=0.3,
    send_seconds=0.5,
    header_bytes=4096,
)
HEAD = "GET /api/v1/me HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = f"POST /s/{TRAP}/tasks HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@contextmanager
def served(site: Site, door: Door) -> Iterator[int]:
    """Serve a site on a free port."""
    own = socket.create_server(("127.0.0.1", 0))
    ready = threading.Event()
    server = server_of(site, door, ready.set)
    thread = threading.Thread(target=server.run, args=([own],), daemon=True)
    thread.start()
    assert ready.wait(PATIENCE)
    yield own.getsockname()[1]
    server.should_exit = True
    thread.join(PATIENCE)
    own.close()


@pytest.fixture(scope="module")
def port(trap: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server on this machine with little patience."""
    state = tmp_path_factory.mktemp("state")
    with served(Site(shelf=Shelf([trap]), state=state, rules=QUICK), Door(port=0)) as port:
        yield port


def ask(port: int, sent: str | bytes) -> str:
    """Send bytes and return all that comes back until the server hangs up or is quiet."""
    with socket.create_connection(("127.0.0.1", port), timeout=2.0) as wire:
        wire.sendall(sent.encode() if isinstance(sent, str) else sent)
        return rest(wire)


def rest(wire: socket.socket) -> str:
    """Return what still comes."""
    heard = b""
    with suppress(TimeoutError, ConnectionError):
        while piece := wire.recv(65536):
            heard += piece
    return heard.decode("latin-1")


def ended(wire: socket.socket, feed: Callable[[int], bytes], every: float = 0.05) -> float:
    """Feed a connection until the server ends it; return how many seconds that took."""
    began, number = time.monotonic(), 0
    wire.settimeout(every)
    while time.monotonic() - began < PATIENCE:
        try:
            wire.sendall(feed(number))
            if wire.recv(65536) == b"":
                break
        except TimeoutError:
            pass
        except ConnectionError:
            break
        number += 1
    return time.monotonic() - began


def test_the_server_answers_an_honest_request(port: int):
    heard = ask(port, f"{HEAD}Connection: close\r\n\r\n")
    assert heard.startswith("HTTP/1.1 200")
    assert '"name":"you"' in heard
    assert "server:" not in heard.lower().partition("\r\n\r\n")[0].replace("server-timing:", "")


def test_a_client_that_says_nothing_is_hung_up_on(port: int):
    with socket.create_connection(("127.0.0.1", port)) as wire:
        assert ended(wire, lambda n: b"") < PATIENCE / 2


def test_a_head_that_comes_a_letter_at_a_time_is_cut_off(port: int):
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(HEAD.encode())
        assert ended(wire, lambda n: b"X-%d: y\r\n" % n) < PATIENCE / 2


def test_a_second_head_on_the_same_connection_has_no_more_patience(port: int):
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.settimeout(2.0)
        wire.sendall(f"{HEAD}\r\n".encode())
        assert b"200" in wire.recv(65536)
        assert ended(wire, lambda n: b"y" if n else b"GET / HTTP/1.1\r\nX: ") < PATIENCE / 2


def test_many_slow_clients_do_not_keep_an_honest_one_out(port: int):
    slow = [socket.create_connection(("127.0.0.1", port)) for _ in range(60)]
    for wire in slow:
        wire.sendall(HEAD.encode())
    try:
        assert ask(port, f"{HEAD}Connection: close\r\n\r\n").startswith("HTTP/1.1 200")
    finally:
        for wire in slow:
            wire.close()


def test_a_body_that_comes_a_letter_at_a_time_is_cut_off(port: int):
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(f"{POST}{FORM}Content-Length: 100000\r\n\r\nkind=".encode())
        assert ended(wire, lambda n: b"b") < PATIENCE / 2


def test_an_upload_that_stands_still_is_cut_off_and_leaves_nothing(port: int, trap: Path):
    head = POST.replace("/tasks", "/add/files")
    kind = "Content-Type: multipart/form-data; boundary=xx\r\n"
    begun = '--xx\r\nContent-Disposition: form-data; name="files"; filename="a.csv"\r\n\r\nregion'
    heard = ask(port, f"{head}{kind}Content-Length: 1000000\r\n\r\n{begun}")
    assert heard.startswith("HTTP/1.1 408")
    assert list((trap / "uploads").glob("*")) == []


def test_an_upload_that_drips_is_cut_off(port: int):
    head = POST.replace("/tasks", "/add/files")
    kind = "Content-Type: multipart/form-data; boundary=xx\r\n"
    with socket.create_connection(("127.0.0.1", port)) as wire:
        wire.sendall(f"{head}{kind}Content-Length: 100000000\r\n\r\n--xx\r\n".encode())
        assert ended(wire, lambda n: b"a") < PATIENCE / 2


def test_a_head_without_end_is_refused(port: int):
    heard = ask(port, HEAD + "".join(f"X-{n}: {'y' * 80}\r\n" for n in range(200)) + "\r\n")
    assert heard.startswith(("HTTP/1.1 400", "HTTP/1.1 431")) or heard == ""


def test_an_address_without_end_is_refused(port: int):
    heard = ask(port, f"GET /{'a' * 20_000} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    assert heard.startswith(("HTTP/1.1 400", "HTTP/1.1 414")) or heard == ""


@pytest.mark.parametrize(
    "lengths",
    [
        "Content-Length: 5\r\nContent-Length: 50\r\n",
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length: -5\r\n",
        "Content-Length: 5, 6\r\n",
        "Content-Length: 0x5\r\n",
        "Content-Length : 5\r\n",
        "Content-Length: 99999999999999999999999\r\n",
    ],
)
def test_a_request_within_another_is_not_heard(port: int, lengths: str):
    hidden = "0\r\n\r\nGET /admin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    heard = ask(port, f"{POST}{FORM}{lengths}\r\n{hidden}")
    assert heard.count("HTTP/1.1 ") <= 1
    assert "200 OK" not in heard
    assert "Accounts" not in heard


@pytest.mark.parametrize(
    "sent",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"\x00" * 64,
        b"GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.0\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT evil.example:80 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    ],
)
def test_what_is_no_request_to_us_is_refused_without_a_trace(port: int, sent: bytes):
    heard = ask(port, sent)
    assert not heard or heard.split()[1][0] == "4"
    assert "Traceback" not in heard
    assert "//evil.example" not in heard.replace('"/http%3A//evil.example', "")


def test_nobody_can_change_to_another_protocol(port: int):
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    heard = ask(port, f"{HEAD}{upgrade}Sec-WebSocket-Key: eHh4eHh4eHh4eHh4eHh4eA==\r\n\r\n")
    assert "101" not in heard.partition("\r\n")[0]


def test_lines_can_not_be_put_into_the_head_of_an_answer(port: int):
    for place in ("/s/x%0d%0aSet-Cookie:%20milieu=forged", "/?lang=en%0d%0aX-Evil:%201"):
        heard = ask(port, f"GET {place} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        head = heard.partition("\r\n\r\n")[0].lower()
        assert "forged" not in head
        assert "x-evil" not in head


def test_who_does_not_take_the_answer_does_not_keep_the_server(port: int):
    lazy = []
    for _ in range(20):
        wire = socket.socket()
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        wire.connect(("127.0.0.1", port))
        wire.sendall(f"GET /s/{TRAP}/data HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode() * 20)
        lazy.append(wire)
    try:
        assert ask(port, f"{HEAD}Connection: close\r\n\r\n").startswith("HTTP/1.1 200")
    finally:
        for wire in lazy:
            wire.close()


def test_only_the_proxy_may_connect_and_only_it_is_believed(guarded: Site):
    rules = replace(guarded.rules, secure=True, hosts=("clusters.example.org",))
    object.__setattr__(guarded, "rules", rules)
    asked = "GET /sign-in HTTP/1.1\r\nHost: clusters.example.org\r\nConnection: close\r\n\r\n"
    with served(guarded, Door(behind_proxy="127.0.0.9", port=0)) as port:
        assert ask(port, asked) == ""  # we are 127.0.0.1
    said = (
        "POST /sign-in HTTP/1.1\r\nHost: clusters.example.org\r\n"
        "Origin: https://clusters.example.org\r\nX-Forwarded-For: 203.0.113.7\r\n"
        f"X-Forwarded-Proto: https\r\n{FORM}Content-Length: 19\r\nConnection: close\r\n\r\n"
        "name=x&password=yyy"
    )
    with served(guarded, Door(behind_proxy="127.0.0.1", port=0)) as port:
        assert ask(port, said).startswith("HTTP/1.1 401")
    assert guarded.audit.newest(2)[1]["from"] == "203.0.113.7"
