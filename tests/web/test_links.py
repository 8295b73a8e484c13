"""Addresses within the site."""

from types import SimpleNamespace

import pytest

from milieu.report.cluster_figures import Known
from milieu.web.links import address, rows_address

NOW = SimpleNamespace(name="my study", as_of="")
THEN = SimpleNamespace(name="study", as_of="2025-01-31")


def test_names_are_quoted_and_the_day_is_kept():
    assert address(NOW, "c", "a/b+c:d") == "/s/my%20study/c/a%2Fb%2Bc%3Ad"
    assert address(THEN, stage="growth", page="") == "/s/study?as_of=2025-01-31&stage=growth"
    assert address(NOW, "data", api=True) == "/api/v1/s/my%20study/data"


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        ("milieu show study stages --only cluster=a", "/data/stages?cluster=a&format=csv"),
        ("milieu show 'my study' stages --only 'cluster=a b'",
         "/data/stages?cluster=a+b&format=csv"),
        ("milieu show s outlook --only of=cluster --only code=0101-x101 --as-of 2025-01-31",
         "/data/outlook?of=cluster&code=0101-x101&format=csv"),
        ("milieu build study", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_the_rows_of_a_command_are_a_download(command, wanted):
    found = rows_address(NOW, command)
    assert found == (f"/api/v1/s/my%20study{wanted}" if wanted else "")


@pytest.mark.parametrize("id", ["a'b", "a b", "-x", "é", "a=b", "a --only c=d"])
def test_any_id_is_found_again_in_the_command_of_its_figure(id):
    known = SimpleNamespace(cluster=SimpleNamespace(id=id), study="s", asking="")
    command = Known.command(known, "stages")
    assert rows_address(NOW, command) == address(NOW, "data", "stages", api=True, cluster=id,
                                                 format="csv")  # fmt: skip
