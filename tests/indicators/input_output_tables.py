"""Input-output tables for tests: printed ones, and any that add up."""

import csv
from pathlib import Path

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from milieu.indicators.input_output import InputOutput

# Miller and Blair (2009), table 2.3
MILLER_BLAIR = InputOutput.with_rest_as_value_added(
    np.array([[150.0, 500], [200, 100]]), np.array([350.0, 1700]), np.array([1000.0, 2000])
)

# each makes its good from the one before; all of the last one is consumed
CHAIN = InputOutput.with_rest_as_value_added(
    np.array([[0.0, 10, 0], [0, 0, 30], [0, 0, 0]]),
    np.array([0.0, 0, 60]),
    np.array([10.0, 30, 60]),
)


def rows_of(file: Path) -> dict[str, list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return {row[0]: row[1:] for row in csv.reader(lines)}


def numbers(rows: dict[str, list[str]], names: list[str], columns: slice) -> np.ndarray:
    return np.array([[float(cell) for cell in rows[name][columns]] for name in names])


def germany_1995(folder: Path) -> tuple[InputOutput, np.ndarray]:
    """Eurostat manual (2008), table 15.4, and persons employed; millions of euro."""
    rows = rows_of(folder / "input_output" / "germany_1995_6sector.csv")
    names, six = list(rows)[1:7], slice(0, 6)
    outside = numbers(rows, ["imports", "net_tax_products"], six).sum(axis=0)
    gva, output, jobs = numbers(rows, ["gva", "output", "employment_domestic_total"], six)
    final = numbers(rows, names, slice(7, 12))
    return InputOutput(numbers(rows, names, six), final, gva, output, outside), jobs


def netherlands_2000(folder: Path) -> tuple[InputOutput, np.ndarray]:
    """Six industries and the compensation of their employees; millions of euro."""
    rows = rows_of(folder / "input_output" / "netherlands_2000_6sector.csv")
    names, six = list(rows)[1:7], slice(0, 6)
    outside = numbers(rows, ["imports", "net_tax"], six).sum(axis=0)
    gva, output, pay = numbers(rows, ["value_added_bp", "output_bp", "compensation_employees"], six)
    private, rest = numbers(rows, names, slice(7, 8)), numbers(rows, names, slice(9, 12))
    final = np.hstack([private, rest])  # households are part of private consumption
    return InputOutput(numbers(rows, names, six), final, gva, output, outside), pay


def leather(folder: Path) -> InputOutput:
    """Argentina, Turkey and Germany with three industries each; from the package decompr."""
    rows = rows_of(folder / "input_output" / "leather_icio_3x3.csv")
    table = numbers(rows, list(rows)[1:], slice(None))
    return InputOutput.with_rest_as_value_added(
        table[:, :9], table[:, 9:12], table[:, 12], np.arange(9) // 3
    )


@st.composite
def tables(draw: st.DrawFn, countries: int = 1) -> InputOutput:
    """Any closed table in which each industry earns something and sells something in the end."""
    industries = draw(st.integers(1, 4 if countries == 1 else 2))
    n = industries * countries
    share = st.integers(0, 10).map(lambda tenths: tenths / 10)
    a = draw(arrays.arrays(np.float64, (n, n), elements=share)) / n * 0.9
    money = st.integers(1, 100).map(float)
    final = draw(arrays.arrays(np.float64, (n, countries), elements=money))
    output = np.linalg.solve(np.eye(n) - a, final.sum(axis=1))
    country = np.arange(n) // industries if countries > 1 else None
    return InputOutput.with_rest_as_value_added(a * output, final, output, country)


def split(table: InputOutput, industry: int) -> InputOutput:
    """The table with one industry cut into two equal halves, the second one at the end."""
    order = np.append(np.arange(len(table.output)), industry)
    weight = np.where(order == industry, 0.5, 1.0)
    z = table.intermediate[np.ix_(order, order)] * np.outer(weight, weight)
    final, output = table.final[order] * weight[:, None], table.output[order] * weight
    country = None if table.country is None else table.country[order]
    return InputOutput.with_rest_as_value_added(z, final, output, country)


def scaled(table: InputOutput, factor: float) -> InputOutput:
    """The table in another currency."""
    return InputOutput.with_rest_as_value_added(
        table.intermediate * factor, table.final * factor, table.output * factor, table.country
    )


def with_idle_industry(table: InputOutput) -> InputOutput:
    """The table with an industry that makes nothing at its end."""
    z, final = np.pad(table.intermediate, (0, 1)), np.pad(table.final, ((0, 1), (0, 0)))
    country = None if table.country is None else np.append(table.country, 0)
    return InputOutput.with_rest_as_value_added(z, final, np.append(table.output, 0.0), country)
