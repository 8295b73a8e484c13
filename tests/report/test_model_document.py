"""The document of the model names every mechanism and parameter, and is the one in docs."""

from pathlib import Path

import pytest

from milieu.report.model_document import model_document, schedule
from milieu.twin.declare import MECHANISMS
from milieu.twin.parameters import PARAMETERS

DOCUMENT = Path(__file__).parents[2] / "docs" / "model.md"


@pytest.fixture(scope="module")
def text():
    return model_document()


def test_every_mechanism_and_parameter_is_described(text):
    for name in (*MECHANISMS, *PARAMETERS):
        assert f"| {name} |" in text, name


def test_the_schedule_lists_what_a_quarter_calls_in_order():
    steps = [line.strip().split("**")[1] for line in schedule().splitlines()]
    order = ("world", "census", "places", "offers", "market", "accounts", "exit", "close")
    places = [steps.index(step) for step in order]
    assert places == sorted(places)


def test_the_document_in_docs_is_the_one_that_the_code_gives(text):
    assert DOCUMENT.read_text(encoding="utf-8") == text, "run `make docs`"
