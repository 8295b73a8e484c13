"""The risk figure counts failures by hand and repeats the kernel's spread of shocks."""

import numpy as np
import pytest

from milieu.twin.mechanisms.risk import risk
from milieu.twin.observe import FIRM_YEAR, Run
from milieu.twin.parameters import parameter_values
from milieu.twin.risk_figure import SIZE_LABELS, SIZES, failure_risk, spread, spread_by_trust
from milieu.twin.run import go_on, run
from milieu.twin.start import Setting, begin
from milieu.twin.state import EMPTY


def years_of(*rows: tuple[int, int, int, float]) -> Run:
    """Return a run of three years whose firm-years are (year, firm, cluster, jobs)."""
    records = np.zeros(len(rows), FIRM_YEAR)
    for name, column in zip(("year", "firm", "cluster", "jobs"), zip(*rows, strict=True),
                            strict=True):  # fmt: skip
        records[name] = column
    world = np.zeros(12, [("firms", "f8")])
    return Run(records, world, world, world, world)


def test_failures_by_hand():
    """Two small firms inside, of which one is gone after a year; a large one outside moves in."""
    seen = years_of(
        (0, 1, 1, 5), (0, 2, 1, 5), (0, 3, 0, 300),
        (1, 1, 1, 5), (1, 3, 2, 300),
        (2, 1, 1, 60), (2, 3, 2, 300),
    )  # fmt: skip
    found = failure_risk(seen)
    assert found.at_risk.tolist() == [[3, 0, 0, 1], [0, 0, 0, 1]]
    assert found.failed.tolist() == [[1, 0, 0, 0], [0, 0, 0, 0]]
    assert found.share[0, 0] == pytest.approx(1 / 3)
    assert found.low[0, 0] == pytest.approx(0.0615, abs=5e-5)  # Wilson, 1 of 3
    assert found.high[0, 0] == pytest.approx(0.7923, abs=5e-5)
    assert np.isnan(found.share[0, 1])


def test_small_firms_fail_more_often_than_large_ones():
    found = failure_risk(run(Setting(quarters=160), 1), first=20)
    assert len(SIZE_LABELS) == len(SIZES)
    assert found.low[0, 0] > found.high[0, 2]
    known = found.at_risk > 0
    assert ((found.low <= found.share) & (found.share <= found.high))[known].all()


def test_the_spread_is_the_one_that_the_kernel_leaves_in_its_scratch():
    twin = go_on(begin(Setting(clusters=4, quarters=41), 3, 0), 40)
    used = int(twin.world[0].used)
    risk(twin, 0, used)
    alive = np.flatnonzero(twin.firms.cluster[:used] != EMPTY)
    trust = twin.clusters["mean_trust"][twin.firms.cluster[alive]]
    found = spread(twin.firms.log_sales[alive], trust, twin.p[0])
    np.testing.assert_allclose(found, twin.spread[alive], rtol=1e-12)


def test_trust_calms_shocks_by_the_declared_share():
    seen = run(Setting(quarters=80), 1)
    found = spread_by_trust(seen, 19, {"risk.trust": 0.6})
    ratio = found.spread[-1] / found.spread[0]
    assert found.spread.shape == (21, 3)
    np.testing.assert_allclose(ratio, 0.4, rtol=1e-12)
    assert np.isnan(spread_by_trust(seen, 99).spread).all()


def test_a_spread_by_hand():
    """At e times the minimum scale the shock is s0 (1 - k trust); tiny firms stop at 2.5 s0."""
    p = parameter_values({"risk.spread": 0.2, "risk.trust": 0.5})[0]
    least = np.log(p.exit_minimum_sales)
    assert spread(least + 1, 0.4, p) == pytest.approx(0.16)
    assert spread(least - 50, 0.4, p) == pytest.approx(0.5)
