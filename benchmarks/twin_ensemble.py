"""An ensemble: 1,000 runs of about 2,000 firms for 120 quarters, on two threads.

Goal: at most 15 s on two cores. What a Mesa model would take is worked out from 20 quarters of the
reduced twin, whose equations are far fewer.
"""

import time

from benchmarks import twin_reduced
from benchmarks._twin_settings import of_firms
from milieu.twin.ensemble import Case, ensemble

RUNS, THREADS, SECONDS_LIMIT = 1_000, 2, 15.0
SETTING = of_firms(2_000, 13, 120)


def main() -> None:
    cases = [Case("alone", SETTING)]
    ensemble(cases, 4, threads=THREADS)  # compiles, or loads what has been compiled
    clock, work = time.perf_counter(), time.process_time()
    done = ensemble(cases, RUNS, threads=THREADS)
    clock, work = time.perf_counter() - clock, time.process_time() - work
    firms = float(done["firms"].sum(axis=-1).mean())
    good = "ok" if clock <= SECONDS_LIMIT else "MISSED"
    print(f"{RUNS:,} runs of {firms:,.0f} firms, {SETTING.quarters} quarters, {THREADS} threads")
    print(f"seconds         {clock:9.1f}  limit <= {SECONDS_LIMIT:g}  {good}")
    print(f"processor time  {work:9.1f}  half of it on two free cores: {work / THREADS:.1f}")
    mesa = RUNS * firms * SETTING.quarters / twin_reduced.mesa_rate(20)
    print(f"Mesa            {mesa:9,.0f}  the reduced twin, worked out from 20 quarters of one run")


if __name__ == "__main__":
    main()
