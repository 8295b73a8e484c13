"""Memory: what lives as long as a version of a study is not looked through again and again.

Python looks for circles of things that nobody uses any more, in all that it holds. For a study of
3,500 clusters a whole look takes a fifth of a second, during which no page is made.
"""

import gc

MADE = 10_000  # things made since the last look at what is young; Python's 700 are a table's rows
LOOKS = (20, 100)  # looks at what is young before one at what is older, and of those before a whole


def settle() -> None:
    """Leave all that is held now out of later looks; what an earlier version left is freed.

    What lives longer than one page is looked through seldom: a whole look stops all pages.
    """
    gc.set_threshold(MADE, *LOOKS)
    gc.unfreeze()
    gc.collect()
    gc.freeze()
