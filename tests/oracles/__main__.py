"""Write docs/oracles.md: python -m tests.oracles docs."""

import sys

from tests.oracles import ORACLES
from tests.oracles.oracle import REPOSITORY
from tests.oracles.page import page


def main() -> None:
    """Write docs/oracles.md."""
    if sys.argv[1:] != ["docs"]:
        sys.exit("usage: python -m tests.oracles docs")
    (REPOSITORY / "docs" / "oracles.md").write_text(page(ORACLES), encoding="utf-8")


if __name__ == "__main__":
    main()
