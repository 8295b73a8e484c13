"""The dashboard as a process of its own: python -m benchmarks._dashboard_server STATE STUDY...

The rules are those of `milieu serve`, but for how many requests of one person may be open at once:
the clients of the benchmark are fifty people on one machine.
"""

import sys
from pathlib import Path

from milieu.web.safety.rules import Rules
from milieu.web.serving import Door, serve


def main() -> None:
    """Serve until ended; the address stands on the first line of standard output."""
    state, *studies = map(Path, sys.argv[1:])
    rules = Rules(at_once_each=Rules().at_once)
    serve(studies, state, Door(port=0), lambda address: print(address, flush=True), rules)


if __name__ == "__main__":
    main()
