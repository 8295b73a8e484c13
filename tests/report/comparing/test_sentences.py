"""How clusters differ is said with ranges, and what can not be told apart is said so."""

from pathlib import Path

from milieu.report.comparing.differences import Named
from milieu.report.comparing.measures import Measure
from milieu.report.comparing.sentences import differences, told_apart
from milieu.report.words import Amount, Kind
from tests.report.comparing.rows import compared


def measure(*amounts: Amount, reference: float | None = None) -> Measure:
    figures = [Named(letter, one) for letter, one in zip("ABCDE", amounts, strict=False)]
    return Measure("jobs", "Jobs, 2024", "jobs", figures, [False] * len(figures), "", reference)


def exact(value: float | None) -> Amount:
    return Amount(None, value, None)


def test_two_whose_ranges_are_apart_differ_by_a_number_with_its_range():
    said = told_apart(measure(Amount(9_700, 10_000, 10_300), exact(4_000)))
    assert said == [
        "Jobs, 2024: A 10,000 (9,700 to 10,300), B 4,000. The difference is 6,000 (5,700 to 6,300)."
    ]


def test_two_whose_ranges_overlap_can_not_be_told_apart():
    (said,) = told_apart(measure(Amount(900, 1_000, 1_100), Amount(1_000, 1_080, 1_200)))
    assert "B 1,080" in said and "cannot be told apart: their ranges overlap" in said
    assert "difference is" not in said


def test_equal_exact_figures_are_called_equal():
    assert told_apart(measure(exact(40), exact(40))) == ["Jobs, 2024: A and B are equal, 40."]


def test_of_several_the_ends_are_named_and_who_is_too_near_to_them():
    said = told_apart(
        measure(
            Amount(900, 1_000, 1_100),
            exact(200),
            Amount(1_050, 1_080, 1_200),
            exact(600),
            exact(None),
        )
    )
    assert said[0].startswith("Jobs, 2024: highest in C, 1,080 (1,040 to 1,200); lowest in B, 200.")
    assert "A cannot be told apart from the highest: the ranges overlap." in said
    assert said[-1] == "Not known of E."
    assert not any("lowest: the ranges" in one for one in said)


def test_differences_of_percentages_are_points_and_changes_carry_their_sign():
    rise = Amount(None, 0.12, None, Kind.SHARE)
    fall = Amount(None, -0.08, None, Kind.SHARE)
    (said,) = told_apart(measure(rise, fall, reference=0.0))
    assert "A +12" in said and "20" in said and "points" in said


def test_what_is_known_of_one_only_is_no_difference():
    (said,) = told_apart(measure(exact(3), exact(None)))
    assert said == "Jobs, 2024: known of A only, 3."


def test_stage_and_alarms_are_told_by_letter_with_probability(tmp_path: Path):
    topics = dict(differences(compared(tmp_path, 1, 2, 3, 5)))
    assert any("decline: A" in said for said in topics["Stage"])
    assert any(said.startswith("Not enough evidence for a stage:") and "C" in said
               for said in topics["Stage"])  # fmt: skip
    assert any(said.startswith("Alarm, ") and "A" in said for said in topics["Alarms"])
    assert list(topics) == ["Stage", "Alarms", "Size", "Concentration", "Change", "Outlook"]


def test_one_alone_differs_from_nobody(tmp_path: Path):
    assert differences(compared(tmp_path, 1)) == []


def test_several_of_which_the_lowest_and_the_highest_overlap_are_called_so_once():
    wide, wider = Amount(0.0, 0.02, 0.3, Kind.SHARE), Amount(-0.3, 0.04, 0.4, Kind.SHARE)
    (said,) = told_apart(measure(wide, wider, Amount(0.0, 0.1, 0.3, Kind.SHARE)))
    assert "The lowest and the highest cannot be told apart: their ranges overlap." in said
    (same,) = told_apart(measure(*[Amount(-0.3, value, 0.4, Kind.SHARE) for value in (0, 0.01, 0)]))
    assert same.startswith("Jobs, 2024: about ") and same.endswith("in all of them.")
