"""Lists and manual, built from what the code declares."""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from milieu.cli.app import commands
from milieu.cli.manual_twin import TWIN
from milieu.clusters.declare import METHODS
from milieu.core.contracts import CONTRACTS, Field
from milieu.core.errors import unknown_name
from milieu.indicators.declare import INDICATORS
from milieu.sources.declare import SOURCES
from milieu.store.bookkeeping import BOOKS
from milieu.study.method.kinds import kinds, lines
from milieu.study.results import RESULTS

DOCUMENTS = ("assumptions", "oracles")  # they stand in files of their own beside the manual
KINDS: Mapping[str, Callable[[], list[tuple[str, str]]]] = {
    "commands": commands,
    **{name: partial(lines, name) for name in kinds() if name not in DOCUMENTS},
}


def listing(kind: str) -> list[str]:
    """Return a line for each declared thing of a kind; UserError for an unknown kind."""
    if kind not in KINDS:
        raise unknown_name("kind", kind, KINDS, where="milieu list")
    rows = KINDS[kind]()
    width = max((len(name) for name, _ in rows), default=0)
    return [f"{name:<{width}}  {about}" for name, about in rows]


def manual() -> str:
    """Return the reference manual as Markdown."""
    parts = [
        "# Manual\n\nBuilt from the code by `make docs`; what is not here does not exist.\n",
        _commands_part(),
        _sources_part(),
        _tables_part("Tables", CONTRACTS.values()),
        _tables_part("Books", BOOKS.values()),
        _results_part(),
        _indicators_part(),
        _methods_part(),
        *(part.text() for part in TWIN.values()),
    ]
    return "\n".join(parts)


def _commands_part() -> str:
    lines = ["## Commands\n"]
    lines += [f"- `milieu {name}`: {about}" for name, about in commands()]
    return "\n".join(lines) + "\n\n`milieu COMMAND --help` tells the options, with an example.\n"


def _sources_part() -> str:
    lines = ["## Sources\n"]
    for s in SOURCES.values():
        tables = ", ".join(dict.fromkeys(layout.table for layout in s.layouts))
        lines += [
            f"### {s.name}\n",
            f"{s.title}. Publisher: {s.publisher}. Licence: {s.licence}.\n",
        ]
        lines += [f"Fills: {tables}.\n"]
        lines += [f"- option `{name}`: {about}" for name, about in s.options.items()]
        lines += [f"\nDownload: `{s.address}`\n"] if s.address else []
        lines += [f"\nExample: `{s.example}`\n"] if s.example else []
    return "\n".join(lines)


def _tables_part(title: str, contracts: object) -> str:
    lines = [f"## {title}\n"]
    for c in contracts:  # type: ignore[attr-defined]
        key = ", ".join(f.name for f in c.key) or "none"
        lines += [f"### {c.name}\n", f"{c.about}. Key: {key}.\n", *_columns(c.fields), ""]
    return "\n".join(lines)


def _results_part() -> str:
    lines = ["## Results\n"]
    for r in RESULTS.values():
        lines += [f"### {r.name}\n", f"{r.about}.\n", *_columns(r.fields), ""]
    return "\n".join(lines)


def _columns(fields: tuple[Field, ...]) -> list[str]:
    rows = ["| column | kind | unit | meaning |", "| --- | --- | --- | --- |"]
    return rows + [f"| {f.name} | {f.kind} | {f.unit} | {f.about} |" for f in fields]


def _indicators_part() -> str:
    lines = ["## Indicators\n"]
    for i in INDICATORS.values():
        lines += [f"### {i.name}\n", f"Of a {i.of}, in {i.unit}. Source: {i.source}.\n"]
        lines += ["```text", i.about, "```", ""]
    return "\n".join(lines)


def _methods_part() -> str:
    lines = ["## Ways of finding clusters\n"]
    for m in METHODS.values():
        lines += [f"### {m.name}\n", f"{m.title}, version {m.version}. Source: {m.source}.\n"]
        lines += ["```text", m.about, "```", ""]
        lines += [
            f"- `{name}` = {value:g}; robustness is measured over {_values(m.grid.get(name, ()))}"
            for name, value in m.defaults.items()
        ]
        lines += [""]
    return "\n".join(lines)


def _values(grid: tuple[float, ...]) -> str:
    return ", ".join(f"{value:g}" for value in grid) or "this value only"


if __name__ == "__main__":
    import milieu.cli.main  # noqa: F401  # declares the commands

    Path(sys.argv[1], "manual.md").write_text(manual(), encoding="utf-8")
