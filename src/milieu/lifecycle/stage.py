"""The stages of a cluster's life."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a cluster stands in its life (Menzel and Fornahl 2010), in the order of probabilities.

    Shake-out is no stage but a flag: firms become fewer while output grows (Klepper 1996).
    """

    BUDDING = "budding"
    GROWTH = "growth"
    MATURITY = "maturity"
    DECLINE = "decline"


STAGES = tuple(Stage)
NOT_ENOUGH = "not enough evidence"
