"""What all tests share."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
GOLDEN = REPOSITORY / "tests" / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--record-golden`, which `make golden` uses."""
    parser.addoption("--record-golden", action="store_true", help="write the golden files again")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Hold a text against a small readable file that is known to be right, or record it."""

    def check(name: str, text: str) -> None:
        file = GOLDEN / name
        if request.config.getoption("--record-golden"):
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        assert file.read_text(encoding="utf-8") == text, "run `make golden` if this is wanted"

    return check


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real statistics, used where it lies; it is not part of the repository."""
    place = os.environ.get("MILIEU_SHARED_DATA", REPOSITORY.parent / "shared" / "data")
    if not Path(place).is_dir():
        pytest.skip(f"needs the real statistics, and {place} is not there")
    return Path(place)
