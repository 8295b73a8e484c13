"""How often alarms were right: the stored record, and the line of it that fits an alarm.

The record lies in `alarm_record.csv` and was measured by replay on planted clusters (`replay.py`)
by `python -m exams.alarm_record --record`. A false-alarm share depends on how common the matter
is: there each fate befalls 15 % of the clusters within 20 years, assumption A5.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("alarm_record.csv")
FEWEST_ALARMS = 1000  # in a line that is used alone: its share is then sure to within 3 points
LONG = 10  # years of figures from which a history counts as long
ALL, FEW, MANY, SHORT, LONGER = "all", "few", "many", "short", "long"


@dataclass(frozen=True)
class Record:
    """What became of the alarms of one sort in replay.

    signs, years   "few" or "many" signs known, "short" or "long" history, or "all"
    alarms         alarms raised
    false_share    of them raised where nothing was under way, 0 to 1
    quiet_years    cluster-years in which nothing was under way and it could be told
    false_rate     false alarms per quiet cluster-year
    fates          fates that could be told in some year
    hit_share      of them met by an alarm raised while they were under way
    lead_low, lead, lead_high   quartiles of the years from a true alarm to the fall of jobs
    said, held     mean probability, and share in which it was true, of the cluster-years told
                   in which the probability is high enough for an alarm
    curve          area under the receiver operating characteristic of the yearly probability
    """

    alarm: str
    signs: str
    years: str
    alarms: int
    false_share: float
    quiet_years: int
    false_rate: float
    fates: int
    hit_share: float
    lead_low: float
    lead: float
    lead_high: float
    curve: float
    said: float
    held: float


@cache
def stored_records() -> tuple[Record, ...]:
    """Return the lines of the record."""
    kinds = {name: field.type for name, field in Record.__dataclass_fields__.items()}
    with TABLE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Record(**{name: kinds[name](text) for name, text in row.items()})  # type: ignore[operator, arg-type]
            for row in csv.DictReader(file)
        )


def record_of(alarm: str, many_signs: bool, long_history: bool) -> Record:
    """Return the line that fits, or that of all alarms where too few were of this sort."""
    lines = {(r.signs, r.years): r for r in stored_records() if r.alarm == alarm}
    wanted = lines.get((MANY if many_signs else FEW, LONGER if long_history else SHORT))
    return wanted if wanted and wanted.alarms >= FEWEST_ALARMS else lines[ALL, ALL]
