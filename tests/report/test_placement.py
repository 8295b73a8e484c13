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
