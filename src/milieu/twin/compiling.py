# mypy: disable-error-code="no-untyped-call"
"""How the twin's functions are compiled: alike everywhere, and repeatable on every machine."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache, IndexDataCacheFile

from milieu.core import squares

Function = TypeVar("Function", bound=Callable[..., Any])

# No fastmath: sums keep their order, so results agree between machines and numbers of threads.
# Division follows IEEE rules, as in NumPy, which keeps loops free of branches. Without _nrt=False
# each function that is handed the twin would count references to each of its arrays (2 of 2.2
# microseconds a firm); in return compiled functions make no arrays of their own.
OPTIONS: Any = {"nogil": True, "error_model": "numpy", "_nrt": False, "no_cfunc_wrapper": True}
WHAT_THEY_READ = ("compiling.py", "state.py")  # constants and types, beside what is compiled


def compiled(function: Function) -> Function:
    """Compile a pass over firms, clusters or the whole twin."""
    return kept(numba.njit(**OPTIONS)(function))


def inlined(function: Function) -> Function:
    """Compile what is done firm by firm into the loops that do it."""
    return kept(numba.njit(forceinline=True, **OPTIONS)(function))


def kept(function: Any) -> Any:
    """Return a function whose machine code is kept on disk, until any file of the twin changes."""
    if hasattr(function, "py_func"):  # else compiling is switched off
        function._cache = Kept(function.py_func)
    return function


class Kept(FunctionCache):  # type: ignore[misc]
    """Machine code kept beside the source.

    Numba looks only at the file in which a function stands, but its code holds that of all
    functions it calls, and their constants.
    """

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        stamp = (self._impl.locator.get_source_stamp(), source_digest())
        self._cache_file = IndexDataCacheFile(self.cache_path, self._impl.filename_base, stamp)


@cache
def source_digest() -> str:
    """Return a digest of all files that hold compiled functions or what these read."""
    sha = hashlib.sha256()
    here = Path(__file__).parent
    sha.update(Path(squares.__file__).read_bytes())
    for file in sorted([*here.glob("*.py"), *here.glob("mechanisms/*.py")]):
        text = file.read_bytes()
        if file.name in WHAT_THEY_READ or b"milieu.twin.compiling import" in text:
            sha.update(text)
    return sha.hexdigest()
