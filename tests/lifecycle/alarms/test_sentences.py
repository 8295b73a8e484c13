"""Sentences."""

import re

import numpy as np
import pytest

from milieu.lifecycle.alarms import alarms, sentence
from milieu.lifecycle.alarms.planted import planted
from milieu.lifecycle.alarms.record import record_of
from milieu.lifecycle.alarms.sentences import evidence, percent
from milieu.lifecycle.alarms.sorting import long_history, many_signs

MADE = planted(21, 600, 18)
TABLE = alarms(MADE.known, MADE.cells, ["lock_in"])["lock_in"]


def first(state):
    return tuple(int(k) for k in np.argwhere(TABLE.state == state)[10])


def test_an_alarm_tells_its_signs_its_year_and_its_record_from_the_same_numbers():
    at = first("alarm")
    record = record_of("lock_in", many_signs(TABLE)[at], long_history(TABLE)[at])
    pattern = (
        r"Lock-in: (\d) of (\d) signs worse; alarm since (\d{4})\. Replayed on made-up clusters, "
        r"15 % of which it befalls, (\d+) % of such alarms were false \(one in [\d,]+ quiet "
        r"years\); true ones came (\d) years? ahead of the fall of jobs \(half: \d to \d\)\."
    )
    found = re.fullmatch(pattern, sentence(TABLE, *at))
    assert found
    worse, known, since, false, lead = (int(n) for n in found.groups())
    assert (worse, known) == (TABLE.worse_count[at], TABLE.known_count[at])
    assert since == TABLE.since[at]
    assert (false, lead) == (round(100 * record.false_share), round(record.lead))


def test_a_watch_tells_its_probability_in_steps_of_five():
    words = sentence(TABLE, *first("watch"))
    assert re.search(r"to be watched since \d{4}, probability \d[05] %\.", words)


def test_no_alarm_is_short():
    assert re.fullmatch(
        r"Lock-in: no alarm, \d of \d signs worse\.", sentence(TABLE, *first("none"))
    )


def test_evidence_has_a_line_for_each_known_sign():
    at = first("alarm")
    assert len(evidence(TABLE, *at)) == TABLE.known_count[at]
    worse = [line for line in evidence(TABLE, *at) if line.endswith("; worse")]
    assert len(worse) == TABLE.worse_count[at]


@pytest.mark.parametrize(
    ("chance", "words"), [(0.01, "under 5 %"), (0.42, "40 %"), (0.5, "50 %"), (0.99, "over 95 %")]
)
def test_probabilities_are_told_no_finer_than_five_percent(chance, words):
    assert percent(chance) == words
