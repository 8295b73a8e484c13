"""One small built study for all tests of the lab; each test that writes takes a copy."""

import shutil
from pathlib import Path

import pytest

from milieu.study.lab.grounds import Grounds
from milieu.study.study import Study
from tests.study.small import make_study

YEARS = tuple(range(2000, 2009))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Study:
    study = make_study(tmp_path_factory.mktemp("lab"), years=YEARS, hide=False)
    list(study.build(until="alarms"))
    return study


@pytest.fixture(scope="session")
def grounds(built: Study) -> Grounds:
    return Grounds(built, built.session())


@pytest.fixture(scope="session")
def cluster(built: Study) -> str:
    """The largest cluster."""
    with built.session() as session:
        found = session.execute("SELECT cluster FROM clusters ORDER BY jobs DESC, cluster")
        return str(found.fetchone()[0])


@pytest.fixture
def own(built: Study, tmp_path: Path) -> Study:
    """A copy that a test may write into."""
    return Study.open(Path(shutil.copytree(built.folder, tmp_path / "study")))
