"""Building a part of the chain: the named steps alone, for tests of one of them."""

from unittest.mock import patch

from milieu.study.step import STEPS
from milieu.study.study import Study


def build_part(study: Study, *names: str) -> dict[str, str]:
    """Run the named steps in their order; return what became of each."""
    steps = sorted((STEPS[name] for name in names), key=lambda step: step.order)
    with patch("milieu.study.build.in_order", lambda: steps):
        return {outcome.step: outcome.state for outcome in study.build()}
