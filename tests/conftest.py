"""What all tests share."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real statistics, used where it lies; it is not part of the repository."""
    place = os.environ.get("MILIEU_SHARED_DATA", REPOSITORY.parent / "shared" / "data")
    if not Path(place).is_dir():
        pytest.skip(f"needs the real statistics, and {place} is not there")
    return Path(place)
