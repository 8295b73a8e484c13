"""The C version: compiled by the machine's own compiler as fast as it can, called in place."""

import ctypes
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reduced_twin import model as m
from milieu.twin import draws

SOURCE = Path(__file__).with_name("reduced.c")
FLAGS = ("-O3", "-march=native", "-shared", "-fPIC")


def compiled() -> Any | None:
    """Return the function `run` of a library made from reduced.c, None without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    made = Path(tempfile.mkdtemp()) / "reduced.so"
    macros = [f"-D{name}={value!r}" for name, value in m.CONSTANTS.items()]
    subprocess.run([compiler, *FLAGS, *macros, str(SOURCE), "-o", str(made), "-lm"], check=True)
    function = ctypes.CDLL(str(made)).run
    function.restype = None
    return function


def runner(function: Any, state: m.State, key: np.uint64) -> Callable[[int, int], None]:
    """Return what runs a state in place: run(first quarter, quarters)."""
    firms = len(state.cash)
    arrays = [*state, *(np.zeros(firms) for _ in range(4))]
    table = np.ascontiguousarray(draws.NORMAL)

    def run(first_quarter: int, quarters: int) -> None:
        places = [ctypes.c_void_p(array.ctypes.data) for array in arrays]
        numbers = (ctypes.c_int64(first_quarter), ctypes.c_int64(quarters))
        given = (ctypes.c_uint64(int(key)), ctypes.c_void_p(table.ctypes.data))
        function(*given, ctypes.c_int64(firms), *places, *numbers)

    return run
