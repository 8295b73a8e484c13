"""Digests: one short text for all that a result depends on, the same on every machine."""

import hashlib
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache, partial
from pathlib import Path
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

import numpy as np

import milieu
from milieu.core.errors import UserError

PACKAGE = Path(milieu.__file__).parent
PLAIN = (type(None), bool, int, float, str, bytes)


def digest(*things: object) -> str:
    """Return 64 hexadecimal digits that change with any value, type or order in the things.

    Plain values, arrays, mappings (in whatever order), sequences, sets, dataclasses, functions with
    what they hold, classes, and other objects by their attributes. Functions and classes count
    with the text of the file that they stand in, or with `code_version` if that is of milieu.

    raises   UserError for a thing whose value can not be seen, such as an open file
    """
    sha = hashlib.sha256()
    for thing in things:
        for part in _parts(thing):
            sha.update(len(part).to_bytes(8, "little") + part)
    return sha.hexdigest()


@cache
def code_version() -> str:
    """Return the version of milieu with a digest of its source: another text, another result."""
    sha = hashlib.sha256()
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_bytes()
        name = file.relative_to(PACKAGE).as_posix()
        sha.update(f"{name} {len(text)} ".encode() + text)
    return f"{milieu.__version__} {sha.hexdigest()[:16]}"


def _parts(thing: object) -> Iterator[bytes]:
    yield type(thing).__name__.encode()
    if isinstance(thing, Enum):
        yield from _parts(thing.value)
    elif isinstance(thing, PLAIN):
        yield repr(thing).encode()
    elif isinstance(thing, np.ndarray | np.generic):
        yield from _of_array(np.asarray(thing))
    elif isinstance(thing, Mapping):
        yield from _unordered(thing.items())
    elif isinstance(thing, Sequence):
        yield str(len(thing)).encode()
        for item in thing:
            yield from _parts(item)
    elif isinstance(thing, Set):
        yield from _unordered(thing)
    else:
        yield from _of_object(thing)


def _of_array(array: np.ndarray[Any, Any]) -> Iterator[bytes]:
    yield repr((np.lib.format.dtype_to_descr(array.dtype), array.shape)).encode()
    if array.dtype.hasobject:
        yield from _parts(array.tolist())
    else:
        yield np.ascontiguousarray(array).tobytes()


def _unordered(items: Any) -> Iterator[bytes]:
    """Return the parts of items whose order does not count."""
    yield from sorted(digest(item).encode() for item in items)


def _of_object(thing: object) -> Iterator[bytes]:
    """Return the parts of functions, classes, and objects that have attributes."""
    if isinstance(thing, FunctionType):
        yield from _of_code(thing)
        cells = [cell.cell_contents for cell in thing.__closure__ or ()]
        yield from _parts((thing.__code__.co_code, thing.__defaults__, thing.__kwdefaults__, cells))
    elif isinstance(thing, type | BuiltinFunctionType):
        yield from _of_code(thing)
    elif isinstance(thing, MethodType):
        yield from _parts((thing.__func__.__qualname__, thing.__self__))
    elif isinstance(thing, partial):
        yield from _parts((thing.func, thing.args, thing.keywords))
    else:
        yield from _of_code(type(thing))
        yield from _parts(_attributes(thing))


def _attributes(thing: object) -> dict[str, Any]:
    if is_dataclass(thing):
        return {field.name: getattr(thing, field.name) for field in fields(thing)}
    if hasattr(thing, "__dict__"):
        return dict(vars(thing))
    raise UserError(
        f"there is no telling whether a {type(thing).__name__} is the same as before",
        where="ensemble",
        next="Use numbers, texts, arrays, mappings, sequences, dataclasses or functions.",
    )


def _of_code(thing: Any) -> Iterator[bytes]:
    """Return the name of a function or class, and the text of the file that it stands in."""
    yield f"{thing.__module__}.{thing.__qualname__}".encode()
    if str(thing.__module__).split(".")[0] == milieu.__name__:
        yield code_version().encode()
        return
    file = getattr(sys.modules.get(thing.__module__), "__file__", None)
    yield Path(file).read_bytes() if file and file.endswith(".py") else b""
