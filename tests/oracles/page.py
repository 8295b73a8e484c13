"""The published numbers as a page, docs/oracles.md."""

from collections.abc import Iterable

import numpy as np

from tests.oracles.oracle import AbsentError, Oracle

HEAD = """# Oracles

Published numbers and what milieu computes for them. Half of the last printed digit is allowed
unless the note says otherwise. Written by `python -m tests.oracles docs`; the tests hold every row.

| indicator | what | published | ours | difference | within | source | note |
| --- | --- | --- | --- | --- | --- | --- | --- |
"""


def page(oracles: Iterable[Oracle]) -> str:
    """Return the list as a Markdown page."""
    return HEAD + "".join(line(oracle) + "\n" for oracle in oracles)


def line(oracle: Oracle) -> str:
    """Return one row; it says so where what it rests on is absent."""
    decimals = max(4, min(10, 1 + int(np.ceil(-np.log10(oracle.within)))))
    try:
        value = oracle.ours()
        ours = f"{value:.{decimals}f}"
        difference = f"{value - oracle.published:.1e}"
    except AbsentError as reason:
        ours, difference = str(reason), ""
    cells = (
        oracle.indicator,
        oracle.what,
        oracle.printed or f"{oracle.published:g}",
        ours,
        difference,
        f"{oracle.within:.2g}",
        oracle.source,
        oracle.note,
    )
    return f"| {' | '.join(cells)} |"
