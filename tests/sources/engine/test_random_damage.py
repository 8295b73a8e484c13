"""Random tables with random damage: no row is lost, and sound rows come through unchanged."""

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.sources.engine.intake import take_in
from milieu.sources.long_table import long_table
from tests.sources.taking import HEADER, quarantine, rows

codes = st.text("abcXYZ019 äß中,\"'", min_size=1, max_size=6).filter(lambda code: code.strip())
counts = st.one_of(st.none(), st.integers(0, 10**6), st.floats(0, 1e6))
keys = st.tuples(codes, codes, st.integers(1700, 2200))
sound_rows = st.dictionaries(keys, st.tuples(counts, counts), max_size=30)
damages = st.sampled_from(
    [
        "word",
        "below",
        "empty key",
        "cut",
        "longer",
        "quote",
        "formula",
        "year",
        "control",
        "infinite",
    ]
)


def _as_text(cells: list[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow(["" if c is None else c for c in cells])
    return out.getvalue()


def _damaged(kind: str, number: int) -> str:
    """Return a row that is broken in one way; its key is like no other."""
    good = ["damaged", str(number), "2000", "1", "2"]
    if kind == "cut":
        return ",".join(good[:3])
    if kind == "longer":
        return ",".join([*good, "x"])
    if kind == "quote":
        return f'damaged,"{number},2000,1,2'
    at, text = {
        "word": (4, "many"),
        "below": (3, "-1"),
        "empty key": (0, " "),
        "formula": (0, "=1+1"),
        "year": (2, "2000-01-01"),
        "control": (1, "\x1b"),
        "infinite": (4, "inf"),
    }[kind]
    return ",".join([*good[:at], text, *good[at + 1 :]])


@st.composite
def tables(draw):
    """Return the lines of a table, the rows that are sound, and how many are not."""
    sound = draw(sound_rows)
    # keys that differ by spaces around them only are the same key
    unique = {tuple(str(part).strip() for part in key): (key, v) for key, v in sound.items()}
    good = [_as_text([*key, *values]) for key, values in unique.values()]
    bad = [_damaged(kind, n) for n, kind in enumerate(draw(st.lists(damages, max_size=6)))]
    return draw(st.permutations(good + bad)), list(unique.values()), len(bad)


@settings(max_examples=100, deadline=None)
@given(tables(), st.sampled_from(["\n", "\r\n"]))
def test_every_row_is_taken_or_in_quarantine_and_sound_rows_are_unchanged(table, line_end):
    lines, sound, bad = table
    if not lines:
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        path.write_bytes((line_end.join([HEADER, *lines]) + line_end).encode())
        (intake,) = take_in(long_table, path, Path(folder) / "scratch")
        taken = rows(intake, "region", "industry", "year", "establishments", "jobs")
        misfits = quarantine(intake)
    assert intake.count + intake.quarantined + intake.left_out == len(lines)
    assert (intake.count, len(misfits)) == (len(sound), bad)
    expected = {
        (region.strip(), industry.strip(), year, _number(a), _number(b))
        for (region, industry, year), (a, b) in sound
    }
    assert set(taken) == expected
    assert [line for line, *_ in misfits] == [
        n for n, line in enumerate(lines, start=2) if _is_damage(line)
    ]


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _is_damage(line: str) -> bool:
    return line.startswith(("damaged", "=1+1")) or line.startswith(" ,")
