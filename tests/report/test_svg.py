"""SVG in few letters says the same as in many."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.report.looks import Looks
from milieu.report.shared import Shared
from milieu.report.svg import ON_THE_WAY, number, path, text

PLACE = st.floats(-2000, 2000).map(lambda x: round(x, 1))
LINE = st.lists(st.tuples(PLACE, PLACE), min_size=2, max_size=12)


@pytest.mark.parametrize(
    ("value", "said"),
    [(3.04, "3"), (0.5, ".5"), (-0.04, "0"), (-12.34, "-12.3"), (100, "100"), (9.96, "10")],
)
def test_a_number_has_a_tenth_and_no_zero_that_says_nothing(value: float, said: str):
    assert number(value) == said


def points_of(course: str) -> list[list[tuple[float, float]]]:
    """Return the lines of a path as a reader of SVG finds them."""
    lines: list[list[tuple[float, float]]] = []
    at = (0.0, 0.0)
    for name, numbers in re.findall(r"([MmlhvZz])([^MmlhvZz]*)", course):
        found = [float(x) for x in re.findall(r"-?(?:\d+\.\d+|\d+|\.\d+)", numbers)]
        steps = {"h": [(x, 0.0) for x in found], "v": [(0.0, y) for y in found]}.get(
            name, list(zip(found[::2], found[1::2], strict=False))
        )
        if name in "Mm":
            at = steps[0] if name == "M" else (at[0] + steps[0][0], at[1] + steps[0][1])
            lines.append([at])
        elif name in "Zz":
            at = lines[-1][0]
        for step in steps if name in "lhv" else ():
            at = (at[0] + step[0], at[1] + step[1])
            lines[-1].append(at)
    return lines


def off(point: tuple[float, float], line: list[tuple[float, float]]) -> float:
    """Return how far a point lies from the nearest part of a line."""
    ends = np.array(line, float)
    start, way = ends[:-1], np.diff(ends, axis=0)
    long = (way**2).sum(axis=1)
    share = ((point - start) * way).sum(axis=1) / np.where(long, long, 1)
    near = start + np.clip(share, 0, 1)[:, None] * way
    return float(np.hypot(*(np.array(point) - near).T).min())


@given(lines=st.lists(LINE, min_size=1, max_size=4), closed=st.booleans())
def test_a_path_goes_where_its_points_are(lines: list, closed: bool):
    found = points_of(path(lines, closed=closed).attributes)
    assert len(found) == len(lines)
    for line, drawn in zip(lines, found, strict=True):
        assert np.allclose([drawn[0], drawn[-1]], [line[0], line[-1]], atol=1e-6)
        assert all(off(point, drawn) <= ON_THE_WAY + 1e-6 for point in line)


def test_points_on_the_way_are_left_out():
    assert path([[(0, 5), (10, 5), (20, 5), (30, 9)]]).attributes == ' d="M0 5h20l10 4"'
    assert path([[(1, 1), (1, 1)]]).attributes == ' d="M1 1h0"'


def test_a_text_can_not_leave_its_place():
    said = text((1, 2), "</text><script> & ]]>", (0, 0, 1, 1)).written()
    assert said == '<text x="1" y="2">&lt;/text&gt;&lt;script&gt; &amp; ]]&gt;</text>'


def test_a_look_has_one_name_and_follows_the_page_into_the_dark():
    looks = Looks()
    first = looks.named({"fill": "#18202A", "font-size": "11px"})
    assert looks.named({"fill": "#18202A", "font-size": "11px"}) == first == ' class="a0"'
    assert looks.named({"stroke": "#123456"}) == ' class="b0"' and looks.named({}) == ""
    assert looks.rules() == ".a0{fill:var(--ink);font-size:11px}\n.b0{stroke:#123456}"
    assert len({looks.named({"x": str(n)}) for n in range(300)}) == 300


def test_only_what_is_often_and_long_is_shared():
    shared = Shared()
    often, seldom, short = f'<path d="{"h1" * 40}"/>', f'<path d="{"v1" * 40}"/>', "<path/>"
    for _ in range(3):
        shared.count([often, short])
    shared.count([seldom, seldom])
    assert shared.written(often) == '<use href="#s0"/>'
    assert shared.written(seldom) == seldom and shared.written(short) == short
    assert shared.definitions().count("<path") == 1 and '<path id="s0" d=' in shared.definitions()
    assert Shared().definitions() == ""
