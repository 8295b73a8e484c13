"""Downloads against a server on this machine that misbehaves on purpose."""

import errno
import hashlib
import http.server
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.sources.declare import Source
from milieu.sources.engine import download as module
from milieu.sources.engine.addresses import addresses, file_name
from milieu.sources.engine.download import Terms, download

BODY = b"region,year,jobs\n" + bytes(range(256)) * 800
SHA256 = hashlib.sha256(BODY).hexdigest()
QUICK = Terms(tries=3, pause_seconds=0.0, stall_seconds=0.3, limit_bytes=1_000_000)

Behaviour = Callable[["Handler"], None]


class Handler(http.server.BaseHTTPRequestHandler):
    """One request; what happens is what the test wrote."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.requests.append(dict(self.headers))
        plan = self.server.plan
        (plan.pop(0) if len(plan) > 1 else plan[0])(self)

    def log_message(self, *args: object) -> None:
        """Be quiet."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def hang_up(self) -> None:
        self.wfile.flush()
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Be quiet where a client hung up."""

    def serve(self, *plan: Behaviour) -> str:
        """Answer the first request by the first behaviour and so on; the last one stays."""
        self.plan, self.requests = list(plan), []
        return f"http://127.0.0.1:{self.server_port}/data/jobs.csv"


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return running


def whole(handler: Handler, body: bytes = BODY, tag: str = '"one"') -> None:
    handler.answer(200, body, ETag=tag)


def cut(handler: Handler, at: int = 100_000) -> None:
    handler.answer(200, BODY[:at], ETag='"one"', Content_Length=str(len(BODY)))
    handler.hang_up()


def rest(handler: Handler) -> None:
    """Continue as a proper server does: only if the edition is the same."""
    if handler.headers.get("If-Range") != '"one"':
        return whole(handler)
    begin = int(handler.headers["Range"].removeprefix("bytes=").rstrip("-"))
    place = f"bytes {begin}-{len(BODY) - 1}/{len(BODY)}"
    return handler.answer(206, BODY[begin:], Content_Range=place, ETag='"one"')


def fails(address: str, into: Path, **more: object) -> str:
    """Return the one message; nothing may lie under the final name."""
    with pytest.raises(UserError) as caught:
        download(address, into, terms=more.pop("terms", QUICK), **more)
    assert not (into / "jobs.csv").exists()
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_file_arrives_whole_under_its_name_and_nothing_else_remains(server, tmp_path):
    shares: list[float] = []
    address = server.serve(whole)
    file = download(
        address, tmp_path / "raw", sha256=SHA256, progress=lambda _, share: shares.append(share)
    )
    assert file == tmp_path / "raw" / "jobs.csv" and file.read_bytes() == BODY
    assert [p.name for p in file.parent.iterdir()] == ["jobs.csv"]
    assert shares == sorted(shares) and shares[-1] == 1


def test_file_with_the_right_checksum_is_not_fetched_again(server, tmp_path):
    address = server.serve(whole)
    download(address, tmp_path, sha256=SHA256)
    download(address, tmp_path, sha256=SHA256)
    assert len(server.requests) == 1


def test_cut_line_is_continued_where_it_broke(server, tmp_path):
    told: list[str] = []
    address = server.serve(cut, rest)
    file = download(address, tmp_path, terms=QUICK, progress=lambda what, _: told.append(what))
    assert file.read_bytes() == BODY
    assert any("broke off after 100,000 bytes" in what for what in told)
    assert server.requests[1]["Range"] == "bytes=100000-"


def test_later_call_continues_what_an_earlier_one_left(server, tmp_path):
    message = fails(server.serve(cut), tmp_path, terms=Terms(tries=1))
    assert "broke off after 100,000 bytes of 204,817" in message
    assert "kept and continued" in message
    download(server.serve(rest), tmp_path, terms=QUICK)
    assert server.requests[0]["Range"] == "bytes=100000-"
    assert (tmp_path / "jobs.csv").read_bytes() == BODY


def test_server_that_ignores_ranges_sends_everything_once_more(server, tmp_path):
    assert download(server.serve(cut, whole), tmp_path, terms=QUICK).read_bytes() == BODY


def test_file_that_changed_between_tries_is_fetched_anew(server, tmp_path):
    def newer(handler: Handler) -> None:
        whole(handler, b"newer\n" * 9, '"two"')

    assert download(server.serve(cut, newer), tmp_path, terms=QUICK).read_bytes() == b"newer\n" * 9


def test_piece_of_another_edition_is_not_glued_on(server, tmp_path):
    """The server ignores If-Range and sends the end of a newer file."""

    def wrong(handler: Handler) -> None:
        piece = b"x" * (len(BODY) - 100_000)
        place = f"bytes 100000-{len(BODY) - 1}/{len(BODY)}"
        handler.answer(206, piece, Content_Range=place, ETag='"two"')

    assert download(server.serve(cut, wrong, whole), tmp_path, terms=QUICK).read_bytes() == BODY


def test_piece_that_begins_elsewhere_is_not_glued_on(server, tmp_path):
    def wrong(handler: Handler) -> None:
        handler.answer(206, BODY[7:], Content_Range=f"bytes 7-{len(BODY) - 1}/{len(BODY)}")

    assert download(server.serve(cut, wrong, whole), tmp_path, terms=QUICK).read_bytes() == BODY


def test_glued_file_with_wrong_checksum_is_fetched_once_more_from_the_start(server, tmp_path):
    def swapped(handler: Handler) -> None:
        piece = b"x" * (len(BODY) - 100_000)
        place = f"bytes 100000-{len(BODY) - 1}/{len(BODY)}"
        handler.answer(206, piece, Content_Range=place)

    address = server.serve(cut, swapped, whole)
    assert download(address, tmp_path, sha256=SHA256, terms=QUICK).read_bytes() == BODY


def test_range_beyond_the_end_begins_again(server, tmp_path):
    def beyond(handler: Handler) -> None:
        handler.answer(416, b"", Content_Range="bytes */50")

    assert download(server.serve(cut, beyond, whole), tmp_path, terms=QUICK).read_bytes() == BODY


def test_without_edition_mark_a_cut_file_begins_again(server, tmp_path):
    def unmarked(handler: Handler) -> None:
        handler.answer(200, BODY[:500], Content_Length=str(len(BODY)))
        handler.hang_up()

    assert download(server.serve(unmarked, whole), tmp_path, terms=QUICK).read_bytes() == BODY
    assert "Range" not in server.requests[1]


def test_server_that_always_cuts_is_given_up_after_the_tries(server, tmp_path):
    def never(handler: Handler) -> None:
        handler.answer(200, b"ab", Content_Length="9")
        handler.hang_up()

    assert "broke off after 2 bytes of 9" in fails(server.serve(never), tmp_path)
    assert len(server.requests) == QUICK.tries


def test_piece_longer_than_said_is_refused(server, tmp_path):
    """The first answer says 204,817 bytes; the piece that follows would make it longer."""

    def too_long(handler: Handler) -> None:
        begin = int(handler.headers["Range"][6:-1])
        place = f"bytes {begin}-{len(BODY) - 1}/{len(BODY)}"
        handler.answer(206, BODY[begin:] + b"more", Content_Range=place, ETag='"one"')

    message = fails(server.serve(cut, too_long), tmp_path, terms=Terms(2, 0.0))
    assert "sent 204,821 bytes, but it said the file has 204,817" in message


def test_bytes_after_the_said_length_are_not_taken(server, tmp_path):
    def chatty(handler: Handler) -> None:
        handler.answer(200, BODY + b"and more", Content_Length=str(len(BODY)))
        handler.hang_up()

    assert download(server.serve(chatty), tmp_path, terms=QUICK).read_bytes() == BODY


@pytest.mark.parametrize(
    ("status", "says", "requests"),
    [
        (404, "there is no such file (the server answers 404 Not Found). Check year", 1),
        (403, "does not let us in (the server answers 403 Forbidden). Fetch the file with", 1),
        (500, "the server answers 500 Internal Server Error. Try again later", 3),
        (418, "the server answers 418 I'm a Teapot", 1),
    ],
)
def test_refusals_say_what_to_do_and_only_passing_ones_are_tried_again(
    server, tmp_path, status, says, requests
):
    address = server.serve(lambda handler: handler.answer(status))
    message = fails(address, tmp_path)
    assert message.startswith(address) and says.lower() in message.lower()
    assert len(server.requests) == requests


def test_overloaded_server_gets_another_try(server, tmp_path):
    address = server.serve(lambda handler: handler.answer(503, Retry_After="0"), whole)
    assert download(address, tmp_path, terms=QUICK).read_bytes() == BODY


def test_silent_server_is_given_up_in_bounded_time(server, tmp_path):
    def silent(handler: Handler) -> None:
        handler.answer(200, BODY[:10], Content_Length=str(len(BODY)))
        handler.wfile.flush()
        time.sleep(1)
        handler.close_connection = True

    message = fails(server.serve(silent), tmp_path, terms=Terms(1, 0, 0.2))
    assert "the server stalled for 0.2 seconds after 10 bytes of 204,817" in message


def test_server_that_drips_is_given_up_too(server, tmp_path):
    def dripping(handler: Handler) -> None:
        handler.answer(200, b"", Content_Length=str(len(BODY)))
        for _ in range(30):
            handler.wfile.write(b".")
            handler.wfile.flush()
            time.sleep(0.05)
        handler.close_connection = True

    begin = time.monotonic()
    assert "stalled for 0.3 seconds" in fails(
        server.serve(dripping), tmp_path, terms=Terms(1, 0, 0.3)
    )
    assert time.monotonic() - begin < 1.5


def test_refused_connection_names_the_host(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert "no connection to 127.0.0.1" in fails(f"http://127.0.0.1:{port}/jobs.csv", tmp_path)


def test_redirect_is_followed_and_the_name_stays(server, tmp_path):
    address = server.serve(lambda h: h.answer(302, Location="/elsewhere.bin"), whole)
    assert download(address, tmp_path, terms=QUICK).name == "jobs.csv"


def test_redirects_in_a_circle_end(server, tmp_path):
    address = server.serve(lambda handler: handler.answer(302, Location="/data/jobs.csv"))
    assert "sent us on more than 5 times" in fails(address, tmp_path)


@pytest.mark.parametrize("goal", ["file:///etc/hostname", "ftp://example.org/jobs.csv"])
def test_redirect_out_of_the_web_is_refused(server, tmp_path, goal):
    address = server.serve(lambda handler: handler.answer(302, Location=goal))
    assert f"sends us on to {goal[:4]}" in fails(address, tmp_path)


@pytest.mark.parametrize(
    "address", ["file:///etc/hostname", "jobs.csv", "ftp://a.org/b", "http://"]
)
def test_addresses_outside_the_web_are_refused(tmp_path, address):
    assert "is no web address" in fails(address, tmp_path)


def test_wrong_checksum_is_refused_and_tells_what_was_found(server, tmp_path):
    message = fails(server.serve(whole), tmp_path, sha256="0" * 64)
    assert SHA256 in message and not list(tmp_path.iterdir())


def test_older_file_stays_when_the_download_fails(server, tmp_path):
    (tmp_path / "jobs.csv").write_bytes(b"older")
    with pytest.raises(UserError):
        download(server.serve(lambda h: h.answer(404)), tmp_path, terms=QUICK)
    assert (tmp_path / "jobs.csv").read_bytes() == b"older"


@pytest.mark.parametrize(
    ("body", "says"), [(b"", "sends nothing"), (b"\n<!DOCTYPE html><p>Log in", "sends a web page")]
)
def test_empty_answer_and_web_page_in_place_of_data_are_refused(server, tmp_path, body, says):
    assert says in fails(server.serve(lambda h: whole(h, body)), tmp_path)


@pytest.mark.parametrize("said", ["2000000", None])
def test_file_over_the_limit_is_refused_whether_or_not_its_length_is_said(server, tmp_path, said):
    def endless(handler: Handler) -> None:
        handler.protocol_version = "HTTP/1.0"
        handler.send_response(200)
        if said:
            handler.send_header("Content-Length", said)
        handler.end_headers()
        handler.wfile.write(b"x" * 1_200_000)
        handler.close_connection = True

    assert "more than 1 MB" in fails(server.serve(endless), tmp_path)
    assert not list(tmp_path.iterdir())


def test_full_disk_is_told_before_the_first_byte(server, tmp_path, monkeypatch):
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1000})())
    assert "the disk is full. Make room" in fails(server.serve(whole), tmp_path)


def test_disk_that_fills_up_on_the_way_is_told(server, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(module.os, "fsync", full)
    assert "the disk is full" in fails(server.serve(whole), tmp_path)


def test_second_download_of_the_same_file_waits_its_turn(server, tmp_path):
    at_work, go_on = threading.Event(), threading.Event()

    def slow(handler: Handler) -> None:
        at_work.set()
        go_on.wait(5)
        whole(handler)

    address = server.serve(slow)
    first = threading.Thread(target=download, args=(address, tmp_path))
    first.start()
    assert at_work.wait(5)
    assert "another process is downloading it" in fails(address, tmp_path)
    go_on.set()
    first.join()
    assert (tmp_path / "jobs.csv").read_bytes() == BODY


def test_compressed_transfer_arrives_unpacked(server, tmp_path):
    import gzip

    address = server.serve(lambda h: h.answer(200, gzip.compress(BODY), Content_Encoding="gzip"))
    assert download(address, tmp_path, sha256=SHA256, terms=QUICK).read_bytes() == BODY


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://a.org/x/2016.zip", "2016.zip"),
        ("https://a.org/", "a.org"),
        ("https://a.org/x/..%2f..%2fetc%2fpasswd", "etc_passwd"),
        ("https://a.org/x/a%00b%20c.csv", "a_b_c.csv"),
        ("https://a.org/api?year=2016&area=01", "api-year=2016_area=01"),
        ("https://a.org/data/sbs_r?format=SDMX-CSV", "sbs_r.csv"),
        ("https://a.org/data/sbs_r?format=SDMX-CSV&compressed=true", "sbs_r.csv.gz"),
        ("https://a.org/data/sbs_r?format=TSV&compressed=true", "sbs_r.tsv.gz"),
        ("https://a.org/.hidden", "hidden"),
        (f"https://a.org/{'x' * 300}.csv", f"{'x' * 100}.csv"),
    ],
)
def test_file_names_from_addresses_are_safe(address, name):
    assert file_name(address) == name


OFFICE = Source(
    "office",
    "A table",
    "The office",
    "free",
    (),
    address="https://a.org/{year}/{area}.csv",
    options={"area": "code of the area, such as 01003", "ownership": "1 to 5"},
    example="milieu add my-study office --year 2016 --area 01003",
)


def test_addresses_are_filled_in_quoted_and_multiplied():
    assert addresses(OFFICE, {"year": 2016, "area": "a/b ü", "ownership": "5"}) == (
        "https://a.org/2016/a%2Fb%20%C3%BC.csv",
    )
    assert addresses(OFFICE, {"year": [2015, 2016], "area": ["1", "2"]}) == (
        "https://a.org/2015/1.csv",
        "https://a.org/2015/2.csv",
        "https://a.org/2016/1.csv",
        "https://a.org/2016/2.csv",
    )


def test_option_that_cuts_the_data_chooses_the_address_of_the_part():
    cut = replace(
        OFFICE,
        address="https://a.org/{year}.zip",
        addresses={
            "area": "https://a.org/{year}/area/{area}.csv",
            "industry": "https://a.org/{year}/industry/{industry}.csv",
        },
    )
    assert addresses(cut, {"year": 2016}) == ("https://a.org/2016.zip",)
    assert addresses(cut, {"year": 2016, "area": "1"}) == ("https://a.org/2016/area/1.csv",)
    with pytest.raises(UserError, match="cut by area or industry, not by both"):
        addresses(cut, {"year": 2016, "area": "1", "industry": "10"})


def test_missing_option_is_named_with_an_example():
    with pytest.raises(UserError) as caught:
        addresses(OFFICE, {"year": 2016})
    assert str(caught.value) == (
        "office: the download needs the option 'area': code of the area, such as 01003. "
        "Example: milieu add my-study office --year 2016 --area 01003"
    )


def test_misspelt_option_is_answered_with_the_nearest():
    with pytest.raises(UserError, match=r"no option 'yaer'\. Did you mean 'year'"):
        addresses(OFFICE, {"yaer": 2016, "area": "1"})


@pytest.mark.parametrize("value", ["..", " ", "."])
def test_values_that_would_change_the_path_are_refused(value):
    with pytest.raises(UserError, match="is no value for the option 'area'"):
        addresses(OFFICE, {"year": 2016, "area": value})


def test_source_without_address_asks_for_the_file():
    with pytest.raises(UserError, match="no open download address for 'paper'"):
        addresses(Source("paper", "", "The office", "", ()), {})
