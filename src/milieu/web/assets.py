"""Assets: scripts and the style sheet, each under an address that changes with its content."""

import zlib
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

from milieu.web.style import style

KINDS = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}
FOREVER = "public, max-age=31536000, immutable"  # seconds: a year; another content, another address
GZIP = 31  # zlib's number for a stream with gzip's head


@lru_cache
def asset(name: str) -> str:
    """Return the address of a file of `static`, or of the style sheet, with its version."""
    return f"/static/{name}?v={version(content(name))}"


@lru_cache
def content(name: str) -> bytes:
    """Return an asset's bytes."""
    if name == "style.css":
        return style().encode()
    return files("milieu.web").joinpath("static", name).read_bytes()


@lru_cache
def names() -> frozenset[str]:
    """Return the files that are served, the style sheet among them."""
    held = files("milieu.web").joinpath("static").iterdir()
    found = {one.name for one in held if one.name.rpartition(".")[2] in KINDS}
    return frozenset(found - {"site.css"} | {"style.css"})


def version(body: bytes) -> str:
    """Return what tells one content from another."""
    return sha256(body).hexdigest()[:12]


def answer(request: Request, name: str, body: bytes, small: bytes) -> Response:
    """Return an asset, compressed where the browser takes it.

    small   the body compressed by gzip
    """
    headers: Mapping[str, str] = {
        "Cache-Control": FOREVER if "v" in request.query_params else "no-cache",
        "ETag": f'W/"{version(body)}"',
        "Vary": "Accept-Encoding",
    }
    kind = KINDS[name.rpartition(".")[2]]
    if version(body) in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(small, media_type=kind, headers={**headers, "Content-Encoding": "gzip"})
    return Response(body, media_type=kind, headers=headers)


def squeezed(body: bytes) -> bytes:
    """Return bytes compressed by gzip."""
    squeeze = zlib.compressobj(9, wbits=GZIP)
    return squeeze.compress(body) + squeeze.flush()


@lru_cache
def small(name: str) -> bytes:
    """Return an asset's bytes compressed by gzip."""
    return squeezed(content(name))
