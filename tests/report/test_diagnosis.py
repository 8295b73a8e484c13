"""The diagnosis in words: steps of 5 %, no certainties, refusals that say what helps."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.report.diagnosis import (
    alarm_sentence,
    diagnosis,
    outlook_sentence,
    record_sentence,
    since,
    stage_sentence,
)
from milieu.report.foresight_reading import Foresight

STAGES = ("budding", "growth", "maturity", "decline")
P = "\u00a0%"


def year(year: int, shares: tuple[float | None, ...], stage: str, **more: Any) -> dict[str, Any]:
    seen: dict[str, float | None] = dict(zip(STAGES, shares, strict=True))
    today = {f"{name}_today": share for name, share in seen.items()}
    row = {"year": year, "stage": stage, "shake_out": False, "level_shift": False, "note": None}
    return {**row, **seen, **today, "leave_probability": None, **more}


MATURE = [
    year(2013, (0.0, 0.8, 0.2, 0.0), "growth"),
    year(2014, (0.0, 0.6, 0.4, 0.0), "growth"),
    year(2015, (0.0, 0.3, 0.6, 0.1), "growth"),
    year(2016, (0.0, 0.0, 0.65, 0.35), "maturity"),
]
LOCKED = {
    "alarm": "lock_in",
    "state": "alarm",
    "since": 2011,
    "worse": 4,
    "signs": 5,
    "probability": None,
    "false_alarm_share": 0.3,
    "lead_years": 4.0,
    "sentence": None,
}
OUTLOOK = [
    {"measure": "jobs", "origin": 2024, "year": 2030, "low_80": 10_310.0, "value": 12_390.0,
     "high_80": 14_560.0, "note": None}
]  # fmt: skip
RECORD = [
    {"measure": "jobs", "horizon": 6, "size": "all", "forecasts": 40, "cover_80": 0.775,
     "crps_ratio": None}
]  # fmt: skip


def said(sentence: tuple[str, str]) -> str:
    return "".join(sentence)


def test_the_stage_is_named_with_since_when_how_probably_and_what_is_next():
    """The stage of the last year leads since 2015 as seen today, though 2015 was told otherwise."""
    assert said(stage_sentence(MATURE)) == (
        f"Most probably in maturity since 2015: 65{P} (13 in 20). Next is decline: 35{P}."
    )


def test_a_stage_that_comes_back_after_a_later_one_is_growth_again():
    renewed = [year(2012, (0, 0, 0.1, 0.9), "decline"), year(2013, (0, 0.9, 0, 0.1), "growth")]
    assert said(stage_sentence(renewed)).startswith("Most probably in growth again since 2013")


def test_a_stage_that_was_there_when_knowledge_begins_may_have_begun_before():
    unknown = year(2014, (None,) * 4, "not enough evidence")
    rows = [unknown, *MATURE[2:]]
    assert said(stage_sentence(rows)).startswith("Most probably in maturity since 2015 or before:")


def test_a_certain_stage_is_over_95_and_the_others_under_5_each():
    text = said(stage_sentence([year(2016, (0.0, 0.0, 1.0, 0.0), "maturity")]))
    assert f"over 95{P}" in text and f"Any other stage: under 5{P} each." in text
    assert "100" not in text


def test_flags_and_the_chance_to_leave_are_said_only_where_they_are_known():
    flagged = [year(2016, (0, 0.9, 0.1, 0), "growth", shake_out=True, level_shift=True,
                    leave_probability=0.32)]  # fmt: skip
    text = said(stage_sentence(flagged))
    assert "Shake-out last seen in 2016" in text and "Level shift in 2016" in text
    assert f"It leaves this stage within three years: 30{P}." in text
    plain = said(stage_sentence(MATURE))
    assert "leaves" not in plain and "hake" not in plain


@pytest.mark.parametrize(
    ("rows", "would"),
    [
        (
            [year(2010 + n, (0.2, 0.1, 0.26, 0.44), "not enough evidence") for n in range(9)],
            f"The most probable is decline: 45{P} (9 in 20); a stage needs more than 50{P}.",
        ),
        (
            [year(2010 + n, (None,) * 4, "not enough evidence", note="jobs of 2012 are hidden")
             for n in range(9)],
            "Jobs of 2012 are hidden.",
        ),
    ],
)  # fmt: skip
def test_a_refusal_says_what_would_suffice(rows: list[dict[str, Any]], would: str):
    assert said(stage_sentence(rows)) == f"Stage: not enough evidence. {would}"


def test_an_alarm_carries_its_signs_and_its_record():
    assert said(alarm_sentence(LOCKED)) == (
        f"Lock-in alarm since 2011: 4 of 5 signs worse. Replayed, 30{P} of such alarms were "
        "false; true ones came 4 years ahead."
    )
    unknown = {**LOCKED, "false_alarm_share": None, "lead_years": None}
    assert "How often such alarms were false is not known" in said(alarm_sentence(unknown))
    late = {**LOCKED, "lead_years": 0.2}
    assert "true ones came with the trouble, not ahead of it" in said(alarm_sentence(late))


def test_what_alarms_were_replayed_on_is_said_where_it_is_known():
    told = "Lock-in: 4 of 5 signs worse; alarm since 2011. Replayed on made-up clusters, 1 % false."
    text = said(alarm_sentence({**LOCKED, "sentence": told}))
    assert text == (
        "Lock-in alarm since 2011: 4 of 5 signs worse. Replayed on made-up clusters, 1 % false."
    )


def test_what_a_named_stage_rests_on_is_said():
    noted = [year(2016, (0, 0.9, 0.1, 0), "growth", note="rests on 6 known years; 8 are better")]
    assert said(stage_sentence(noted)).endswith("Rests on 6 known years; 8 are better.")


def test_an_alarm_that_can_not_be_told_says_what_is_missing():
    told = "Efficiency trap: cannot tell. 4 years of spending are known, 8 are needed."
    row = {**LOCKED, "alarm": "efficiency_trap", "state": "cannot tell", "sentence": told}
    assert said(alarm_sentence(row)) == (
        "Efficiency trap: cannot be told. 4 years of spending are known, 8 are needed."
    )


def test_a_forecast_has_a_range_a_middle_and_a_record():
    known = Foresight(outlook=OUTLOOK, record=RECORD)
    assert said(outlook_sentence(known, "jobs")) == (
        f"Jobs in 2030: 10,000 to 15,000 (80{P} range), middle 12,500. 31 of 40 such forecasts "
        "ended in range; 32 is ideal."
    )


def test_the_record_is_that_of_the_horizon_and_says_whether_it_beats_as_today():
    better, worse = [{**RECORD[0], "crps_ratio": ratio} for ratio in (0.96, 1.02)]
    assert record_sentence(Foresight(record=[better]), "jobs", 6).endswith(
        f"They scored 4{P} better than 'as today'."
    )
    assert record_sentence(Foresight(record=[worse]), "jobs", 6).endswith(
        "They were no better than 'as today'."
    )
    other = record_sentence(Foresight(record=[better]), "jobs", 5)
    assert other == "How often such forecasts were right 5 years ahead is not known."


def test_no_forecast_is_a_sentence_with_its_reason():
    note = {**OUTLOOK[0], "value": None, "note": "the last year is hidden; its figure would do"}
    text = said(outlook_sentence(Foresight(outlook=[note]), "jobs"))
    assert text == "Jobs: no forecast. The last year is hidden; its figure would do."
    old = "nothing is known after 2018, more than 3 years before the origin"
    text = said(outlook_sentence(Foresight(outlook=[{**note, "note": old}]), "jobs"))
    assert text == (
        "Jobs: no forecast. The last figure that is known well is of 2018, and a forecast needs "
        "one of the last 3 years."
    )


def test_raised_alarms_come_in_full_and_quiet_ones_in_one_sentence():
    quiet = {**LOCKED, "alarm": "race_to_the_bottom", "state": "none"}
    unknown = {**LOCKED, "alarm": "efficiency_trap", "state": "cannot tell"}
    texts = [said(s) for s in diagnosis(Foresight(alarms=[LOCKED, quiet, unknown]))]
    assert len(texts) == 2
    assert texts[1] == "No alarm of race to the bottom. Cannot be told: efficiency trap."
    known = Foresight(alarms=[LOCKED, quiet], outlook=OUTLOOK)
    assert said(diagnosis(known)[1]).startswith("Jobs in ")  # what comes stands before what is not


def test_nothing_known_is_nothing_said():
    assert diagnosis(Foresight()) == []


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(0.001, 1), min_size=4, max_size=4), st.integers(1, 6))
def test_every_probability_is_a_step_of_5_percent_and_since_is_a_known_year(
    weights: list[float], years: int
):
    shares = tuple(weight / sum(weights) for weight in weights)
    stage = STAGES[shares.index(max(shares))]
    rows = [year(2010 + n, shares, stage) for n in range(years)]
    text = said(stage_sentence(rows))
    numbers = [int(part.split()[-1]) for part in text.replace("\u00a0", "").split("%")[:-1]
               if part.split()[-1].isdigit()]  # fmt: skip
    assert all(number % 5 == 0 and 5 <= number <= 95 for number in numbers)
    assert since(rows) == 2010


def test_a_stored_replay_is_said_shortly_and_not_at_all_where_a_card_has_it():
    told = (
        "Lock-in: 4 of 5 signs worse; alarm since 2011. Replayed on made-up clusters, 15 % of "
        "which it befalls, 19 % of such alarms were false (one in 360 quiet years); true ones came "
        "3 years ahead of the fall of jobs (half: 2 to 5)."
    )
    known = Foresight(alarms=[{**LOCKED, "probability": 0.75, "sentence": told}])
    assert diagnosis(known)[0][1].endswith(
        f"Tried on made-up clusters, of which it befalls 15{P}: 19{P} of such alarms were false; "
        "true ones came 3 years ahead of the fall of jobs (half: 2 to 5)."
    )
    strong, rest = diagnosis(known, brief=True)[0]
    assert strong == diagnosis(known)[0][0]
    assert rest == f" Probability: 75{P} (15 in 20)."
