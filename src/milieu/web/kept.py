"""Kept: finished pages in memory, by all that they depend on."""

import zlib
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from urllib.parse import parse_qsl

from milieu import __version__
from milieu.core.language import language
from milieu.web.opened import Opened
from milieu.web.tried import tried_stamp

ROOM = 128 * 2**20  # bytes of compressed pages; one of a cluster has 15 to 25 thousand
LEVEL = 4  # of compression: a twentieth larger than the default's, in half the time
GZIP = 31  # zlib's number for a stream with gzip's head
APART = ("lang",)  # parameters that are in the key by themselves
REPLACED = (b"content-length", b"etag")  # headers that are made anew with each answer

Key = tuple[str, ...]
Heads = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Page:
    """A finished page: compressed body, tag, headers as they were made."""

    body: bytes
    tag: str
    headers: Heads


class Pages:
    """Pages by key; those not asked for longest are forgotten first.

    room   bytes of bodies that are kept
    """

    def __init__(self, room: int = ROOM) -> None:
        self._pages: OrderedDict[Key, Page] = OrderedDict()
        self._lock = Lock()
        self.room, self.bytes = room, 0

    def get(self, key: Key) -> Page | None:
        """Return a page, or None."""
        with self._lock:
            found = self._pages.get(key)
            if found:
                self._pages.move_to_end(key)
            return found

    def put(self, key: Key, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            if before := self._pages.pop(key, None):
                self.bytes -= len(before.body)
            self._pages[key] = page
            self.bytes += len(page.body)
            while self.bytes > self.room and self._pages:
                _, gone = self._pages.popitem(last=False)
                self.bytes -= len(gone.body)

    def __contains__(self, key: Key) -> bool:
        """Return whether a page is kept."""
        return key in self._pages

    def __len__(self) -> int:
        """Return how many pages are kept."""
        return len(self._pages)


def key_of(opened: Opened, titles: Mapping[str, str], path: str, query: str = "") -> Key:
    """Return all that a page depends on, in the language spoken; its version comes first.

    titles       of the studies that its header lists, by name
    path, query   of its address
    """
    pairs = sorted(parse_qsl(query, keep_blank_values=True)) if query else []
    asked = [f"{k}={v}" for k, v in pairs if k not in APART]
    cluster = path.partition("/c/")[2]
    tried = tried_stamp(opened.study.folder, cluster) if cluster else ""
    listed = sha256(repr(sorted(titles.items())).encode()).hexdigest()[:12]
    return (opened.token, __version__, language(), listed, path, tried, *asked)


def finished(body: bytes, headers: Heads) -> Page:
    """Return a page that was made, compressed."""
    squeeze = zlib.compressobj(LEVEL, wbits=GZIP)
    tag = f'W/"{sha256(body).hexdigest()[:24]}"'
    kept = [(name, value) for name, value in headers if name.lower() not in REPLACED]
    return Page(squeeze.compress(body) + squeeze.flush(), tag, kept)


def unpacked(page: Page) -> bytes:
    """Return a page's body as it was made."""
    return zlib.decompress(page.body, wbits=GZIP)
