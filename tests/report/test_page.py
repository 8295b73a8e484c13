"""Pages of templates: tables are written whole, every text in them escaped."""

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from milieu.report.page import cells

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=8)


def test_a_row_is_opened_and_its_cells_close_by_themselves():
    assert cells([("2014", "1,200"), ("2015", "")]) == "<tr><td>2014<td>1,200<tr><td>2015<td>"
    assert cells([]) == ""


@given(st.lists(st.lists(TEXTS, min_size=1, max_size=4), max_size=4))
def test_every_cell_is_escaped_as_it_would_be_alone(rows):
    alone = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in rows)
    assert cells(rows) == alone
