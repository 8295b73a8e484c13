"""Downloads that survive cut lines, slow servers and changed files, and never leave half a file."""

import errno
import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from filelock import FileLock, Timeout

from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.sources.engine.addresses import file_name, tidy

MEGABYTE = 1 << 20
REDIRECTS = 5
LONGEST_PAUSE = 60.0  # seconds, also where the server asks for more
SLOWEST = 100  # bytes per second over `stall_seconds`; less counts as stalled


@dataclass(frozen=True)
class Terms:
    """How patient a download is.

    tries          attempts in a row that bring less than a megabyte, before it gives up
    pause_seconds  wait before the second attempt; doubles with each
    stall_seconds  silence after which an attempt counts as stalled
    limit_bytes    the largest file that is taken
    """

    tries: int = 5
    pause_seconds: float = 1.0
    stall_seconds: float = 30.0
    limit_bytes: int = 20_000 * MEGABYTE


def download(
    address: str,
    into: Path,
    *,
    name: str = "",
    sha256: str | None = None,
    terms: Terms | None = None,
    progress: Progress = silent,
) -> Path:
    """Return the downloaded file, complete and checked, in the folder `into`.

    What has arrived is kept in `name.part` and continued after a cut, also by a later call, if
    the server says by ETag or Last-Modified that the file is still the same.

    name     file name in the folder; taken from the address if empty
    sha256   checksum in hexadecimal; a file that is there already and has it is not fetched again
    raises   UserError for addresses other than http and https, refusals, stalls, wrong lengths and
             checksums, web pages in place of data, full disks; the final name then stays as it was
    """
    terms = terms or Terms()
    url = _checked(address)
    target = into / (tidy(name) if name else file_name(address))
    if sha256 and target.is_file() and _digest(target) == sha256.lower():
        return target
    with _disk_trouble(into):
        into.mkdir(parents=True, exist_ok=True)
        with _alone(target):
            part = _Part(target)
            _fetch(url, part, terms, progress)
            if sha256 and _digest(part.path) != sha256.lower() and part.pieces > 1:
                part.drop()  # the pieces may be of two editions: once more, from the start
                _fetch(url, part, terms, progress)
            _check_content(url, part, sha256)
            part.path.replace(target)
            part.drop()
    progress(f"download {target.name}", 1.0)
    return target


def _checked(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as fault:
        raise UserError(f"{address!r} is no address: {fault}") from fault
    if url.scheme not in ("http", "https") or not url.host:
        raise UserError(
            f"{address!r} is no web address",
            next="It must begin with https:// or http://. Add a file on this machine by its path.",
        )
    return url


# What has arrived ---------------------------------------------------------------------------


class _Part:
    """The piece of a file that has arrived, with the mark by which its edition is known."""

    def __init__(self, target: Path) -> None:
        self.name = target.name
        self.path = target.with_name(target.name + ".part")
        self._note = target.with_name(target.name + ".part.json")
        self.pieces = 0
        self.total: int | None = None

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.is_file() else 0

    def edition(self, url: httpx.URL) -> str:
        """Return the mark for If-Range; empty where the piece cannot be continued."""
        if not self.size or not self._note.is_file():
            return ""
        try:
            note = json.loads(self._note.read_text("utf-8"))
            return str(note["edition"]) if note["address"] == str(url) else ""
        except (ValueError, KeyError, TypeError):  # cut short by a crash: begin again
            return ""

    def begin(self, url: httpx.URL, headers: httpx.Headers) -> None:
        """Empty the piece and note which edition now follows."""
        self.path.write_bytes(b"")
        note = {"address": str(url), "edition": _edition(headers)}
        self._note.write_text(json.dumps(note), "utf-8")
        self.pieces = 0

    def drop(self) -> None:
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)
        self.pieces, self.total = 0, None


def _edition(headers: httpx.Headers) -> str:
    """Return the mark by which the server knows one edition of the file; empty if it has none."""
    tag = headers.get("etag", "")
    return str(tag if tag and not tag.startswith("W/") else headers.get("last-modified", ""))


class _RetryError(Exception):
    """An attempt failed in a way that the next one may not."""

    def __init__(self, error: UserError, pause: float = 0.0) -> None:
        super().__init__(str(error))
        self.error, self.pause = error, pause


# Attempts -----------------------------------------------------------------------------------


def _fetch(url: httpx.URL, part: _Part, terms: Terms, progress: Progress) -> None:
    """Bring the whole file into the part, in as many attempts as the terms allow."""
    poor = 0
    with httpx.Client(timeout=terms.stall_seconds, headers={"User-Agent": "milieu"}) as client:
        while True:
            before = part.size
            try:
                _attempt(client, url, part, terms, progress)
                return
            except _RetryError as again:
                poor = 0 if part.size - before >= MEGABYTE else poor + 1
                if poor >= terms.tries:
                    raise again.error from again
                progress(f"download {part.name}: {again.error.what}; trying again", 0.0)
                pause = max(terms.pause_seconds * 2 ** max(poor - 1, 0), again.pause)
                time.sleep(min(pause, LONGEST_PAUSE))


def _attempt(
    client: httpx.Client, url: httpx.URL, part: _Part, terms: Terms, progress: Progress
) -> None:
    edition, at = part.edition(url), part.size
    headers = {"Accept-Encoding": "identity"}
    if edition:
        headers |= {"Range": f"bytes={at}-", "If-Range": edition}
    try:
        with _answer(client, url, headers) as response:
            _check_status(url, response, part)
            if response.status_code == httpx.codes.PARTIAL_CONTENT:
                _check_range(url, response, part)
            else:
                part.begin(url, response.headers)
                length = response.headers.get("content-length", "")
                plain = "content-encoding" not in response.headers
                part.total = int(length) if length.isdigit() and plain else None
            _check_room(url, part, terms)
            _receive(url, response, part, terms, progress)
    except (httpx.TransportError, httpx.DecodingError) as fault:
        raise _RetryError(_cut(url, part, fault, terms)) from fault


@contextmanager
def _answer(
    client: httpx.Client, url: httpx.URL, headers: dict[str, str]
) -> Iterator[httpx.Response]:
    """Yield the answer after at most a few redirects, none of which leaves the web."""
    request = client.build_request("GET", url, headers=headers)
    for _ in range(REDIRECTS + 1):
        response = client.send(request, stream=True)
        if response.next_request is None:
            try:
                yield response
            finally:
                response.close()
            return
        response.close()
        onward = response.next_request
        if onward.url.scheme not in ("http", "https"):
            raise UserError(f"the server sends us on to {onward.url}", where=_shown(url))
        if request.url.scheme == "https" and onward.url.scheme == "http":
            raise UserError(
                f"the server sends us on to {_shown(onward.url)}, which is not encrypted",
                where=_shown(url),
                next="Give that address itself if you trust it.",
            )
        request = onward
    raise UserError(
        f"the server sent us on more than {REDIRECTS} times",
        where=_shown(url),
        next="Open the address in a browser and give the one where the file really is.",
    )


def _receive(
    url: httpx.URL, response: httpx.Response, part: _Part, terms: Terms, progress: Progress
) -> None:
    """Append the body to the part, watching length and speed."""
    have, window, since = part.size, 0, time.monotonic()
    part.pieces += 1
    raw = "content-encoding" not in response.headers
    with part.path.open("ab") as file:
        for chunk in response.iter_raw() if raw else response.iter_bytes():
            file.write(chunk)
            have, window = have + len(chunk), window + len(chunk)
            if have > min(terms.limit_bytes, part.total or terms.limit_bytes):
                break
            elapsed = time.monotonic() - since
            if elapsed > terms.stall_seconds:
                if window < SLOWEST * elapsed:
                    raise httpx.ReadTimeout("too slow", request=response.request)
                window, since = 0, time.monotonic()
            progress(f"download {part.name}", have / part.total if part.total else 0.0)
        file.flush()
        os.fsync(file.fileno())
    _check_room(url, part, terms)
    if part.total is not None and have != part.total:
        error = UserError(
            f"the server sent {have:,} bytes, but it said the file has {part.total:,}",
            where=_shown(url),
            next="Try again later; what has arrived is not used.",
        )
        part.drop()
        raise _RetryError(error)


# Checks -------------------------------------------------------------------------------------


def _check_status(url: httpx.URL, response: httpx.Response, part: _Part) -> None:
    status = response.status_code
    if status in (httpx.codes.OK, httpx.codes.PARTIAL_CONTENT):
        return
    if status == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.drop()
        raise _RetryError(UserError("the server cannot continue the file", where=_shown(url)))
    said = f"the server answers {status} {response.reason_phrase}".rstrip()
    if status in (404, 410):
        error = UserError(
            f"there is no such file ({said})",
            where=_shown(url),
            next="Check year, area and data set in the address; the office may have moved it.",
        )
    elif status in (401, 403):
        error = UserError(
            f"the server does not let us in ({said})",
            where=_shown(url),
            next="Fetch the file with a browser and add it by its path.",
        )
    else:
        error = UserError(said, where=_shown(url), next="Try again later.")
    if status >= 500 or status in (408, 425, 429):
        wait = response.headers.get("retry-after", "")
        raise _RetryError(error, float(wait) if wait.isdigit() else 0.0)
    raise error


def _check_range(url: httpx.URL, response: httpx.Response, part: _Part) -> None:
    """Refuse a piece that does not continue ours: then everything is fetched anew."""
    found = re.fullmatch(
        r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("content-range", "").strip()
    )
    total = int(found[2]) if found and found[2] != "*" else None
    fits = found and int(found[1]) == part.size and part.total in (None, total)
    if not fits or _edition(response.headers) not in ("", part.edition(url)):
        part.drop()
        raise _RetryError(
            UserError("the server sends a piece that does not fit", where=_shown(url))
        )
    part.total = total


def _check_room(url: httpx.URL, part: _Part, terms: Terms) -> None:
    size = max(part.total or 0, part.size)
    if size > terms.limit_bytes:
        part.drop()
        raise UserError(
            f"the file has more than {_megabytes(terms.limit_bytes)}",
            where=_shown(url),
            next="Fetch a smaller part of it, or raise the limit.",
        )
    if (part.total or 0) - part.size > shutil.disk_usage(part.path.parent).free:
        raise OSError(errno.ENOSPC, "no room")


def _check_content(url: httpx.URL, part: _Part, sha256: str | None) -> None:
    if sha256 and (found := _digest(part.path)) != sha256.lower():
        part.drop()
        raise UserError(
            f"the file's sha256 is {found}, but it must be {sha256.lower()}",
            where=_shown(url),
            next="The office may have revised the file: look at it, then give the new checksum.",
        )
    with part.path.open("rb") as file:
        head = file.read(512).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    page = head.startswith((b"<!doctype html", b"<html"))
    if not head or (page and not part.name.endswith((".html", ".htm"))):
        part.drop()
        raise UserError(
            f"the server sends {'a web page' if page else 'nothing'} in place of the file",
            where=_shown(url),
            next="Open the address in a browser to see what it says.",
        )


def _cut(url: httpx.URL, part: _Part, fault: Exception, terms: Terms) -> UserError:
    """Say what went wrong on the line."""
    where, so_far = (
        _shown(url),
        f"{part.size:,} bytes" + (f" of {part.total:,}" if part.total else ""),
    )
    if isinstance(fault, httpx.ConnectTimeout):
        what = f"the server did not answer within {terms.stall_seconds:g} seconds"
    elif isinstance(fault, httpx.TimeoutException):
        what = f"the server stalled for {terms.stall_seconds:g} seconds after {so_far}"
    elif isinstance(fault, httpx.ConnectError | httpx.ProxyError):
        what = f"no connection to {url.host} ({fault})"
    else:
        what = f"the connection broke off after {so_far} ({fault})"
    return UserError(what, where=where, next="Try again: what has arrived is kept and continued.")


@contextmanager
def _alone(target: Path) -> Iterator[None]:
    """Keep two processes from writing the same part."""
    lock = FileLock(target.with_name(target.name + ".part.lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as fault:
        raise UserError("another process is downloading it", where=str(target)) from fault
    try:
        yield
    finally:
        lock.release()
        Path(lock.lock_file).unlink(missing_ok=True)


@contextmanager
def _disk_trouble(into: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        full = fault.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
        raise UserError(
            "the disk is full" if full else f"cannot write ({fault.strerror or fault})",
            where=str(into),
            next="Make room and run it again; it continues where it stopped."
            if full
            else "Choose a folder in which you may write.",
        ) from fault


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB"


def _shown(url: httpx.URL) -> str:
    """Return the address without a password that it may carry."""
    return str(url.copy_with(username=None, password=None))
