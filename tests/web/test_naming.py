"""A cluster is found by its id, its name, or words that only it has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.web.naming import cluster_meant

NAMES = {
    "33-x": "Ships in Aven",
    "33-y": "Ships in Boren",
    "34-x": "Glass in Aven",
    "34-z": "Glass in Aven",
}


@pytest.mark.parametrize(
    ("said", "id"),
    [("", ""), ("  ", ""), ("33-x", "33-x"), ("ships in BOREN", "33-y"), ("boren ships", "33-y"),
     ("Glass in Aven (34-z)", "34-z")],
)  # fmt: skip
def test_a_text_means_the_one_cluster_it_fits(said, id):
    assert cluster_meant(said, NAMES) == id


def test_a_text_that_fits_several_names_them():
    with pytest.raises(UserError, match="several") as told:
        cluster_meant("Glass in Aven", NAMES, "cluster")
    assert told.value.where == "cluster"
    assert "34-x" in told.value.next
    assert "34-z" in told.value.next


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UserError, match="no cluster") as told:
        cluster_meant("Shps in Borren", NAMES)
    assert "Ships in Boren (33-y)" in told.value.next


@given(st.text(max_size=60))
def test_any_text_is_answered(said):
    try:
        assert cluster_meant(said, NAMES) in ("", *NAMES)
    except UserError as error:
        assert error.next
