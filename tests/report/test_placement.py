from pathlib import Path

from milieu.report.placement import Placement
from milieu.report.reading import clusters
from tests.report.small_study import made, of_cells


def test_a_cluster_of_one_cell_is_placed_among_all_cells(tmp_path: Path):
    study = made(tmp_path / "small", clusters=5, years=(2014,))
    study.tables["indicators"] = of_cells(5, 2014)
    for cluster in study.tables["clusters"][:4]:
        cluster["industries"] = "315"
    with study.session() as session:
        found = clusters(session)
        placement = Placement(session, found)
        figures = [placement.figure(cluster, "a source", "a command") for cluster in found]
    assert [figure.rows[0][4] for figure in figures if figure] == ["100", "75", "50", "25"]
    assert figures[4] is None, "a cluster of several cells has no single value"
    layers = figures[1].charts["any"]().layers if figures[1] else ()
    assert {row["diamond"] for layer in layers for row in layer.rows if "diamond" in row} == {
        25.0
    }, "the nation's quotient is 1, and one of four others is below it"


def test_quartiles_of_its_peers_are_ticks_where_enough_of_them_have_a_figure(tmp_path: Path):
    study = made(tmp_path / "small", clusters=9, years=(2014,))
    study.tables["indicators"] = of_cells(9, 2014)
    for cluster in study.tables["clusters"]:
        cluster["industries"] = "315"
    with study.session() as session:
        found = clusters(session)
        peers = [f"apparel-{n}" for n in range(2, 7)]
        placement = Placement(session, found[:1], peers)
        full = placement.figure(found[0], "", "", peers)
        few = placement.figure(found[0], "", "", peers[:3])
    ticks = [
        row["at"] for layer in full.charts["any"]().layers for row in layer.rows if "at" in row
    ]
    assert ticks == [50.0, 62.5, 75.0]  # of the places 37.5 to 87.5 of the second to sixth of nine
    assert "Ticks: quartiles of its peers" in full.how and "Ticks" not in few.how
