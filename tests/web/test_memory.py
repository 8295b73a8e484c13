"""What lives long is left out of later collections, and what was let go is freed."""

import gc
import weakref

from milieu.web.memory import settle


class Circle:
    """A thing that holds itself: only a collection frees it."""

    def __init__(self) -> None:
        self.own = self


def test_what_is_held_is_frozen_and_what_was_held_before_is_freed():
    before = gc.get_threshold()
    gc.set_threshold(700, *before[1:])
    try:
        held = Circle()
        seen = weakref.ref(held)
        settle()
        assert gc.get_freeze_count() > 1000
        del held
        gc.collect()
        assert seen() is not None  # frozen: no collection looks at it
        settle()
        assert seen() is None
        assert gc.get_threshold()[0] > 700  # what is young is looked at less often
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
