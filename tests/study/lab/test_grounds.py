"""What the lab knows of clusters is read for all at once, and is what one alone is told."""

import pytest

from milieu.core.errors import UserError
from milieu.study.diagnosing import newest


def test_every_cluster_is_diagnosed_as_it_is_alone(built, grounds):
    with built.session() as session:
        clusters = [row[0] for row in session.execute("SELECT cluster FROM clusters").fetchall()]
    assert len(clusters) > 1
    for cluster in clusters:
        alone, found = built.diagnose(cluster), grounds.of(cluster).diagnosed
        assert found.figures == pytest.approx(alone.figures, rel=1e-12)
        assert [v.sentence for v in found.diagnosis.verdicts] == [
            v.sentence for v in alone.diagnosis.verdicts
        ]


def test_alarms_are_those_of_the_last_year_that_sound_or_are_watched(built, grounds, cluster):
    with built.session() as session:
        rows = newest(session, "alarms", cluster)
    wanted = {row["alarm"]: row["state"] for row in rows if row["state"] in ("alarm", "watch")}
    assert len(rows) == 3 and grounds.of(cluster).alarms == wanted


def test_an_unknown_cluster_is_answered_with_the_nearest(grounds, cluster):
    with pytest.raises(UserError, match="cluster") as raised:
        grounds.of(cluster + "x")
    assert cluster in str(raised.value)
