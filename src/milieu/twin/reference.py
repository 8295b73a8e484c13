# mypy: disable-error-code="no-untyped-call"
"""How compiled functions are handed a tuple of arrays: by one address instead of 400 numbers.

Compiling takes a third of the time, and a call costs next to nothing. In a compiled function
`twin.firms.cash` reads where the array is from the tuple's `memory`, which never changes while
the function runs; compilers are told so, and read it once.
"""

import hashlib
import operator
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.core.datamodel.models import ArrayModel, PointerModel
from numba.core.imputils import lower_builtin, lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate
from numba.extending import NativeValue, infer_getattr, register_model, typeof_impl, unbox
from numba.np.arrayobj import load_item, make_array, store_item
from numpy.typing import NDArray

LOWEST_64_BITS = 2**64 - 1


class ByReference:
    """What a named tuple of arrays, integers and such tuples inherits to be passed by address."""

    @cached_property
    def memory(self) -> NDArray[np.uint64]:
        """Return the tuple as compiled functions see it, in words of 64 bits."""
        return np.fromiter((word & LOWEST_64_BITS for word in words(self)), np.uint64)

    @property
    def address(self) -> int:
        """Return where `memory` is."""
        return int(self.memory.ctypes.data)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        """Return what a copy is made of: the members, whose addresses are its own."""
        return type(self), tuple(self)  # type: ignore[arg-type]


def words(value: Any) -> Iterator[int]:
    """Return a member as numba lays it out; arrays are borrowed, so they have no owner."""
    if isinstance(value, np.ndarray):
        yield from (0, 0, value.size, value.itemsize, value.ctypes.data)
        yield from (*value.shape, *value.strides)
    elif isinstance(value, tuple | ByReference):
        for member in value:  # type: ignore[union-attr]
            yield from words(member)
    else:
        yield int(value)


class Reference(types.Type):  # type: ignore[misc]
    """The compiler's type of the address of a named tuple, `dtype`."""

    def __init__(self, dtype: Any) -> None:
        self.dtype = dtype
        told = hashlib.sha256(str(dtype).encode()).hexdigest()[:8]
        super().__init__(name=f"{dtype.instance_class.__name__}_{told}")

    @property
    def key(self) -> Any:
        """Return what makes two types the same."""
        return self.dtype


register_model(Reference)(PointerModel)


@typeof_impl.register(ByReference)
def reference_type(value: Any, context: Any) -> Reference:
    """Return the compiler's type of a tuple that is passed by address."""
    members = tuple(typeof_impl(member, context) for member in value)
    return Reference(types.BaseTuple.from_types(members, type(value)))


@unbox(Reference)
def address_of(kind: Reference, value: Any, c: Any) -> NativeValue:
    """Write the instructions that take the address from the tuple."""
    kept = cgutils.alloca_once(c.builder, c.pyapi.voidptr)
    number = c.pyapi.object_getattr_string(value, "address")
    with c.pyapi.if_object_ok(number):
        c.builder.store(c.pyapi.long_as_voidptr(number), kept)
        c.pyapi.decref(number)
    address = c.builder.bitcast(c.builder.load(kept), c.context.get_value_type(kind))
    return NativeValue(address, is_error=c.pyapi.c_api_error())


@infer_getattr
class Members(AttributeTemplate):  # type: ignore[misc]
    """The compiler's types of what is read from a reference."""

    key = Reference

    def generic_resolve(self, reference: Reference, name: str) -> Any:  # type: ignore[override]
        """Return the type of a member; a tuple within the tuple is again a reference."""
        kind = reference.dtype
        if name not in kind.fields:
            return None
        member = kind.types[kind.fields.index(name)]
        if isinstance(member, types.BaseNamedTuple):
            return Reference(member)
        if isinstance(member, types.Array) and member.ndim == 1 and member.layout == "C":
            return Column(member)
        return member


class Column(types.Array):  # type: ignore[misc]
    """The compiler's type of an array that a reference gives: its places count from 0 only.

    An array[-1] costs every array[i] four instructions, for the compiler can not know that i is
    never negative; here it is taken for granted.
    """

    def __init__(self, array: Any) -> None:
        super().__init__(array.dtype, 1, "C", aligned=array.aligned, name=f"column {array.name}")


register_model(Column)(ArrayModel)


def place_in(context: Any, builder: Any, kind: Column, array: Any, number: Any) -> Any:
    """Write the instructions that find a place in an array."""
    return builder.gep(make_array(kind)(context, builder, array).data, [number], inbounds=True)


@lower_builtin(operator.getitem, Column, types.Integer)
def read(context: Any, builder: Any, signature: Any, given: Any) -> Any:
    """Write the instructions that read a place of an array."""
    kind, number_type = signature.args
    number = context.cast(builder, given[1], number_type, types.intp)
    return load_item(context, builder, kind, place_in(context, builder, kind, given[0], number))


@lower_builtin(operator.setitem, Column, types.Integer, types.Any)
def write(context: Any, builder: Any, signature: Any, given: Any) -> None:
    """Write the instructions that write to a place of an array."""
    kind, number_type, value_type = signature.args
    number = context.cast(builder, given[1], number_type, types.intp)
    value = context.cast(builder, given[2], value_type, kind.dtype)
    place = place_in(context, builder, kind, given[0], number)
    store_item(context, builder, kind, value, place)


@lower_getattr_generic(Reference)
def member_of(_: Any, builder: Any, kind: Reference, address: Any, name: str) -> Any:
    """Write the instructions that read a member."""
    index = kind.dtype.fields.index(name)
    place = cgutils.gep_inbounds(builder, address, 0, index)
    if isinstance(kind.dtype.types[index], types.BaseNamedTuple):
        return place
    return unchanging(builder, place)


def unchanging(builder: Any, place: Any) -> Any:
    """Write the instructions that read a value, word by word, from where nothing ever changes."""
    kind = place.type.pointee
    parts = len(getattr(kind, "elements", ())) or getattr(kind, "count", 0)
    if not parts:
        word = builder.load(place)
        word.set_metadata("invariant.load", builder.module.add_metadata([]))
        return word
    value = ir.Constant(kind, ir.Undefined)
    for part in range(parts):
        within = cgutils.gep_inbounds(builder, place, 0, part)
        value = builder.insert_value(value, unchanging(builder, within), part)
    return value
