"""How the twin's functions are compiled: alike everywhere, and repeatable on every machine."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])

# No fastmath: sums keep their order, so results agree between machines and numbers of threads.
# Division follows IEEE rules, as in NumPy, which keeps loops free of branches. Without _nrt=False
# each function that is handed the twin would count references to each of its arrays (2 of 2.2
# microseconds a firm); in return compiled functions make no arrays of their own.
OPTIONS: Any = {"cache": True, "nogil": True, "error_model": "numpy", "_nrt": False}


def compiled(function: Function) -> Function:
    """Compile a pass over firms, clusters or the whole twin."""
    return numba.njit(**OPTIONS)(function)  # type: ignore[no-any-return]


def inlined(function: Function) -> Function:
    """Compile what is done firm by firm: a call would copy the whole twin, so there is none."""
    return numba.njit(forceinline=True, **OPTIONS)(function)  # type: ignore[no-any-return]
