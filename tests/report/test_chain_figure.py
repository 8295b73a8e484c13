"""Where a unit that a cluster spends ends up."""

from pathlib import Path

from milieu.report.chain_figure import chain_figure
from milieu.report.cluster_figures import Known
from milieu.report.reading import clusters
from tests.report.small_study import Names, made

ONE = clusters(made(Path("study"), clusters=1).session())[0]
KNOWN = Known(ONE, (), (), Names({}, {}), "the nation", "Source: a file.", "study")
NAMES = ("value_added_share", "other_value_added_share", "outside_share", "foreign_share",
         "upstreamness", "output_multiplier", "regional_input_share")  # fmt: skip


def row(year: int, **figures: float | None) -> dict[str, object]:
    blank = {f"{name}{end}": None for name in NAMES for end in ("", "_low", "_high")}
    return {"table": "us_2012", "year": year, **blank, **figures}


def test_shares_of_the_newest_year_stand_with_their_ranges():
    rows = [
        row(2012, outside_share=0.9),
        row(2014, outside_share=0.3, outside_share_low=0.25, outside_share_high=0.35,
            value_added_share=0.4),
    ]  # fmt: skip
    figure = chain_figure(KNOWN, rows)
    assert "2014" in figure.title and "us 2012" in figure.how
    said = {cells[0]: cells[1:] for cells in figure.rows}
    assert said["Leaves the region"] == ("30\u00a0%", "25 to 35\u00a0%")
    assert said["Wages and profit in the cluster's industries"][0] == "40.0\u00a0%"
    assert "Bought abroad" not in said, "what is unknown is no bar"
    assert figure.charts["wide"]().width > figure.charts["narrow"]().width


def test_there_is_no_figure_where_it_was_not_computed():
    assert chain_figure(KNOWN, []) is None and chain_figure(KNOWN, [row(2014)]) is None
