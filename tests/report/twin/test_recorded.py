"""The recorded exam is shown as it was written down."""

from milieu.report.twin.recorded import marks_of, recorded
from milieu.twin.exam.declare import FACTS
from milieu.twin.exam.record import exam_record
from milieu.twin.exam.tables import mark_rows


def test_marks_give_the_same_table_as_the_exam_did():
    record = exam_record()
    assert mark_rows(marks_of(record)) == record.tables["facts"]


def test_every_fact_is_in_the_figure_and_failures_come_first():
    figure = recorded().facts
    assert len(figure.rows) == len(FACTS)
    met = [row[7] for row in figure.rows]
    assert met == sorted(met)  # "no" before "yes"
    assert f"--seed {exam_record().seed}" in figure.command


def test_tables_have_as_many_cells_as_columns():
    for table in recorded().tables:
        assert all(len(row) == len(table.columns) for row in table.rows), table.title
