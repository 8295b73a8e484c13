import pickle
from copy import deepcopy
from typing import NamedTuple

import numpy as np
import pytest

from milieu.twin.compiling import compiled
from milieu.twin.reference import ByReference


class Inner(NamedTuple):
    weights: np.ndarray
    names: np.ndarray


class Members(NamedTuple):
    number: int
    inner: Inner
    table: np.ndarray
    part: np.ndarray


class Whole(ByReference, Members):
    pass


def whole() -> Whole:
    table = np.arange(12.0).reshape(3, 4)
    inner = Inner(np.arange(5.0), np.arange(5, dtype=np.int16))
    return Whole(7, inner, table, table[:, 1:])


@compiled
def change(w, factor):
    inner = w.inner
    for i in range(len(inner.weights)):
        inner.weights[i] = factor * inner.names[i] + w.number
    w.part[2, 2] = w.table[1, 1]
    return w.table[2, 3]


def test_a_compiled_function_reads_and_writes_the_arrays_themselves():
    w = whole()
    assert change(w, 2.0) == 5
    assert w.inner.weights.tolist() == [7, 9, 11, 13, 15]
    assert w.table[2, 3] == 5


def test_plain_python_does_the_same():
    compiled_one, plain = whole(), whole()
    assert change(compiled_one, 3.0) == change.py_func(plain, 3.0)
    assert compiled_one.inner.weights.tolist() == plain.inner.weights.tolist()


@pytest.mark.parametrize("copied", [deepcopy, lambda w: pickle.loads(pickle.dumps(w))])
def test_a_copy_has_addresses_of_its_own(copied):
    w = whole()
    change(w, 1.0)
    copy = copied(w)
    change(copy, 5.0)
    assert w.inner.weights[1] == 8
    assert copy.inner.weights[1] == 12


def test_a_replaced_member_is_seen():
    w = whole()
    change(w, 1.0)
    assert change(w._replace(table=np.zeros((3, 4))), 1.0) == 0


def test_an_unknown_member_is_refused():
    @compiled
    def wrong(w):
        return w.nothing

    with pytest.raises(Exception, match="nothing"):
        wrong(whole())
