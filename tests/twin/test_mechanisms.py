"""The contract that every file of mechanisms joins by existing."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from milieu.twin.declare import MECHANISMS
from milieu.twin.parameters import LEVERS, PARAMETERS, RECORD, checked_value
from milieu.twin.state import Firms
from tests.twin.written import HERE, functions, passes, tree_of, written, written_by_file

FILES = sorted(file.stem for file in HERE.glob("*.py") if file.stem != "__init__")
PHASES = ("offers", "results")
SOURCES = re.compile(r"[A-Z][\w'-]+.*\b(19|20)\d\d|OECD|\bM\d+|no policy|switch|share|evidence")


def test_the_22_mechanisms_of_the_model_are_all_there_once():
    numbers = sorted(one.number for one in MECHANISMS.values() if one.number > 0)
    assert numbers == list(range(1, 23))


@pytest.mark.parametrize("name", FILES)
def test_a_file_declares_the_mechanism_of_its_name(name):
    one = MECHANISMS[name]
    assert one.name == name
    assert one.about.endswith(".")
    assert one.source


def test_every_declared_mechanism_has_its_file():
    assert sorted(MECHANISMS) == FILES


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_its_examples_by_hand(name):
    here = Path(__file__).parent / "mechanisms" / f"test_{name}.py"
    assert here.exists()
    assert any(node.startswith("test_") for node in functions_of_test(here))


def functions_of_test(file: Path) -> list[str]:
    return [getattr(node, "name", "") for node in tree_of(file).body]


@pytest.mark.parametrize("name", sorted(PARAMETERS))
def test_a_parameter_lies_in_its_range_and_says_unit_and_source(name):
    one = PARAMETERS[name]
    assert one.low <= one.default <= one.high
    assert one.low < one.high
    assert checked_value(name, one.low) == one.low
    assert one.unit
    assert one.about[0].isupper() or one.unit == "switch"
    assert SOURCES.search(one.source), one.source


@pytest.mark.parametrize("name", LEVERS)
def test_a_lever_without_policy_does_nothing(name):
    assert PARAMETERS[name].default == 0
    assert PARAMETERS[name].low == 0


def test_only_levers_reach_single_firms():
    assert all(one.lever for one in PARAMETERS.values() if one.by_firm)


def test_assumptions_that_parameters_name_are_written_down():
    text = (Path(__file__).parents[2] / "docs" / "assumptions.md").read_text(encoding="utf-8")
    named = {number for one in PARAMETERS.values() for number in re.findall(r"M\d+", one.source)}
    missing = [number for number in named if f"**{number}**" not in text]
    assert missing == []


def test_no_parameter_has_the_field_of_another():
    assert len(RECORD.names) == len(PARAMETERS)


@pytest.mark.parametrize("name", FILES)
def test_what_a_mechanism_says_it_writes_is_what_its_file_assigns(name):
    assert set(MECHANISMS[name].writes) == written_by_file(name)
    assert set(MECHANISMS[name].writes) <= set(Firms._fields)
    assert set(MECHANISMS[name].goes_on) <= set(MECHANISMS[name].writes)


@pytest.mark.parametrize("phase", PHASES)
def test_two_mechanisms_of_a_phase_write_one_array_only_if_the_later_one_says_so(phase):
    before: dict[str, set[str]] = {}
    for function in passes(phase):
        for file, array in written(function):
            others = before.get(array, set()) - {file}
            assert not others or array in MECHANISMS[file].goes_on, (function, array, others)
        for file, array in written(function):
            before.setdefault(array, set()).add(file)


def test_nobody_goes_on_with_what_nobody_has_begun():
    needed = set()
    for phase in PHASES:
        before: dict[str, set[str]] = {}
        for function in passes(phase):
            for file, array in written(function):
                if before.get(array, set()) - {file}:
                    needed.add((file, array))
            for file, array in written(function):
                before.setdefault(array, set()).add(file)
    declared = {(name, array) for name in FILES for array in MECHANISMS[name].goes_on}
    assert declared == needed


def test_the_passes_of_a_phase_are_found_in_their_order():
    found = [name for _, name in passes("results")]
    assert found.index("accounts") < found.index("bank") < found.index("exit")
    assert "unit_cost" in functions("unit_cost")
    assert ("exit", "cluster") in written(("exit", "exit"))
    assert ("mutual_credit", "debt") in written(("exit", "exit"))
    assert ("trust", "trust") in written(("graft", "graft"))


def test_the_examples_by_hand_hold_in_plain_python_too():
    """The same files once more, in a process that compiles nothing."""
    here = Path(__file__).parent / "mechanisms"
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", str(here)]
    wraps = ["-W", "ignore:overflow encountered:RuntimeWarning"]  # 64 bits are meant to wrap
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    ran = subprocess.run(command + wraps, env=environment, capture_output=True, text=True,
                         timeout=300, check=False)  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-3000:]
