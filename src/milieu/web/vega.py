"""Vega: the scripts that draw a figure live, as one module that lies here and calls nobody."""

from functools import lru_cache
from importlib.metadata import version as of
from pathlib import Path
from threading import Lock

from milieu import __version__
from milieu.store.shelf import replace_text
from milieu.web.assets import squeezed, version

NAME = "vega.js"
SNIPPET = "export { vegaEmbed };"  # what the module gives
_TURN = Lock()


@lru_cache
def vega_address() -> str:
    """Return the address of the module, with its version."""
    return f"/static/{NAME}?v={vega_version()}"


def vega_version() -> str:
    """Return what tells one bundle from another, without making it."""
    return version(f"{of('vl-convert-python')} {__version__} {SNIPPET}".encode())


def vega_script(state: Path) -> tuple[bytes, bytes]:
    """Return the module and the same compressed; made once, and kept in the server's folder."""
    with _TURN:
        return _script(state)


@lru_cache
def _script(state: Path) -> tuple[bytes, bytes]:
    kept = state / f"vega-{vega_version()}.js"
    try:
        body = kept.read_bytes()
    except OSError:
        body = _made().encode()
        try:
            state.mkdir(parents=True, exist_ok=True)
            replace_text(kept, body.decode())
        except OSError:  # a folder in which nobody may write: it is made again next time
            pass
    return body, squeezed(body)


def _made() -> str:
    import vl_convert  # loads for a second

    bundle: str = vl_convert.javascript_bundle(SNIPPET)
    return bundle
