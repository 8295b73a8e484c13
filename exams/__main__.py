"""Run all exams with a fresh seed and write what they print to docs/track-record.md.

python -m exams [--shared FOLDER] [--seed N] [--only NAME [--record]]
"""

import argparse
import importlib
import os
import re
import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent
RECORD = HERE.parent / "docs" / "track-record.md"
SHARED = Path(os.environ.get("MILIEU_SHARED_DATA", HERE.parents[1] / "shared" / "data"))
EXAMS = {
    "forecast_skill": "Forecasts",
    "other_panels": "Forecasts of other panels",
    "stage_skill": "Stages",
    "alarm_record": "Alarms",
    "twin_stages": "Stages of simulated clusters",
    "founding_cases": "Founding cases in the twin",
}
HEAD = """\
# Track record

How often milieu is right, measured by `make track-record`. Each table says what must be shown,
what was found, and whether it holds. A build measures the record of a study's own forecasts anew
(`milieu show STUDY outlook_record`).
"""


def main() -> None:
    """Run the exams and write the record; one part alone goes to the screen."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=SHARED)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    parser.add_argument("--only", choices=list(EXAMS))
    parser.add_argument("--record", action="store_true", help="put the one part into the record")
    chosen = parser.parse_args()
    parts = []
    for name, title in EXAMS.items():
        if chosen.only in (None, name):
            print(f"{name} ...", file=sys.stderr)
            table = importlib.import_module(f"exams.{name}").table(chosen.shared, chosen.seed)
            parts.append(f"## {title}\n\nSeed {chosen.seed}, {today()}.\n\n{table.strip()}\n")
    if chosen.only:
        print(parts[0])
        if chosen.record:
            put_in(EXAMS[chosen.only], parts[0])
        return
    RECORD.write_text("\n".join([HEAD, *parts]), encoding="utf-8")


def today() -> str:
    """Return the day, as in 2026-11-26."""
    return datetime.now(UTC).date().isoformat()


def put_in(title: str, part: str) -> None:
    """Put one part into the record, in place of an older one of the same title."""
    record = RECORD.read_text(encoding="utf-8").rstrip("\n")
    first, *sections = re.split(r"\n(?=## )", record)
    by_title = {one.split("\n", 1)[0].removeprefix("## "): one.strip() for one in sections}
    by_title[title] = part.strip()
    ordered = [by_title[each] for each in EXAMS.values() if each in by_title]
    RECORD.write_text("\n\n".join([first.strip(), *ordered]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
