import numpy as np
import pytest

from milieu.twin.exam.industries import DIFFER, IndustryCases, entry_and_exit
from milieu.twin.parameters import PARAMETERS
from milieu.twin.start import Setting


def test_industries_differ_each_within_the_declared_ranges_and_always_alike():
    cases = IndustryCases(Setting(), 5)
    found = [cases(k)[0].setting.parameters for k in range(30)]
    assert found[0] != found[1]
    assert found[3] == IndustryCases(Setting(), 5)(3)[0].setting.parameters
    for values in found:
        for name in DIFFER:
            assert PARAMETERS[name].low <= values[name] <= PARAMETERS[name].high


def test_a_planted_correlation_lies_in_its_range():
    random = np.random.default_rng(3)
    common = random.normal(size=200)
    entry, leaving = (0.1 + 0.01 * (common + random.normal(size=200)) for _ in range(2))
    found = entry_and_exit(entry, leaving)
    assert found.low < 0.5 < found.high
    assert found.correlation == pytest.approx(np.corrcoef(entry, leaving)[0, 1])


def test_industries_that_can_not_be_measured_are_left_out():
    entry = np.array([0.1, 0.2, np.nan, 0.3, 0.15, 0.25])
    assert entry_and_exit(entry, entry[::1]).industries == 5
