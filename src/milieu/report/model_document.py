"""The document of the model: written by hand where it argues, from the code where it lists.

python -m milieu.report.model_document FILE
"""

import inspect
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from milieu.twin import quarter
from milieu.twin.declare import MECHANISMS, Mechanism, Parameter
from milieu.twin.exam.record import exam_record
from milieu.twin.exam.tables import markdown
from milieu.twin.parameters import PARAMETERS
from milieu.twin.state import Firms, bytes_per_firm

PHASES = ("quarter", "places", "offers", "results")
CALL = re.compile(r"^(?:total \+= )?(\w+)\(twin.*\)$")


def model_document() -> str:
    """Return the whole document as Markdown."""
    template = files("milieu.report").joinpath("templates/model.md").read_text(encoding="utf-8")
    return Template(template).substitute(
        firms=firm_words(),
        bytes=str(bytes_per_firm()),
        quarter=schedule(),
        mechanisms=mechanism_table(),
        departures=departures(),
        parameters=parameter_table(),
        **exam_parts(),
    )


def firm_words() -> str:
    """Return the state of a firm, as its own description lists it."""
    lines = (inspect.getdoc(Firms) or "").splitlines()[2:]
    return "; ".join(re.sub(r"\s{2,}", ": ", line.strip(), count=1) for line in lines)


def schedule() -> str:
    """Return the steps of a quarter as a nested list, read from the code that takes them."""
    return "\n".join(steps_of("quarter", 0))


def steps_of(phase: str, depth: int) -> list[str]:
    """Return the calls of a phase, those of its own phases beneath it."""
    lines = inspect.getsource(getattr(quarter, phase).py_func).splitlines()
    found = []
    for line in lines:
        if (called := CALL.match(line.strip())) is None:
            continue
        name = called[1]
        step = getattr(quarter, name)
        summary = (inspect.getdoc(step) or "").splitlines()[0].split(";")[0].rstrip(".")
        found.append(f"{'  ' * depth}- **{name}**: {summary[0].lower()}{summary[1:]}")
        if name in PHASES:
            found += steps_of(name, depth + 1)
    return found


def in_order() -> list[tuple[str, Mechanism]]:
    """Return the mechanisms by number, the books last."""
    return sorted(
        MECHANISMS.items(), key=lambda item: (item[1].number == 0, item[1].number, item[0])
    )


def mechanism_table() -> str:
    """Return the mechanisms with their forms and sources."""
    return markdown(
        [
            {
                "#": str(known.number or ""),
                "mechanism": name,
                "form": known.about,
                "source": known.source,
            }
            for name, known in in_order()
        ]
    )


def departures() -> str:
    """Return where forms differ from their sources, as a list."""
    return "\n".join(
        f"- **{name}**: {known.departs}" for name, known in in_order() if known.departs
    )


def parameter_table() -> str:
    """Return every parameter with default, range, unit and source."""
    return markdown([parameter_row(name, known) for name, known in PARAMETERS.items()])


def parameter_row(name: str, known: Parameter) -> dict[str, str]:
    """Return the row of one parameter."""
    lever = "lever, by firm" if known.by_firm else "lever" if known.lever else ""
    return {
        "parameter": name,
        "what": known.about,
        "default": f"{known.default:g}",
        "range": f"{known.low:g} to {known.high:g}",
        "unit": known.unit,
        "source": known.source,
        "policy": lever,
    }


def exam_parts() -> Mapping[str, str]:
    """Return the tables of the recorded exam, by the name of their place."""
    record = exam_record()
    tables = {name: markdown(rows) for name, rows in record.tables.items()}
    return {
        "exam": f"{record.sentence}\n\n{tables['facts']}",
        "industries": tables["industries"],
        "imposed": tables["imposed"],
        "curves": tables["curves"],
        "ablations": tables["ablations"],
        "paths": tables["paths"],
    }


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(model_document(), encoding="utf-8")
