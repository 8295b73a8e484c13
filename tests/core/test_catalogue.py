"""Catalogues of declared things."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from milieu.core.catalogue import Catalogue
from milieu.core.errors import UserError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A package of three files, each of which takes a moment to declare its thing."""
    place = tmp_path / "slow_things"
    place.mkdir()
    (place / "__init__.py").write_text("from milieu.core.catalogue import Catalogue\n"
        "THINGS = Catalogue('thing', 'slow_things')\n")  # fmt: skip
    for name in "abc":
        wait = "import time\nfrom slow_things import THINGS\ntime.sleep(.05)\n"
        text = wait + f"THINGS.add('{name}', 1)\n"
        (place / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "slow_things"
    for module in [name for name in sys.modules if name.startswith("slow_things")]:
        del sys.modules[module]


def test_threads_that_ask_while_the_folder_is_read_wait_for_all_of_it(folder):
    things = __import__(folder).THINGS

    def look(_):
        time.sleep(0.01)
        return list(things)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [["a", "b", "c"]] * 4


def test_a_misspelt_name_is_answered_with_the_nearest():
    things = Catalogue("thing", "milieu.core")
    things.add("apple", 1)
    with pytest.raises(UserError, match="apple"):
        things["aple"]


def test_a_name_is_declared_once_only():
    things = Catalogue("thing", "milieu.core")
    things.add("apple", 1)
    with pytest.raises(ValueError, match="twice"):
        things.add("apple", 2)
