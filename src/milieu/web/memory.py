"""Memory: what lives as long as a version of a study is not looked through again and again.

Python looks for circles of things that nobody uses any more, in all that it holds. For a study of
3,500 clusters a whole look takes a fifth of a second, during which no page is made.
"""

import gc


def settle() -> None:
    """Leave all that is held now out of later looks; what an earlier version left is freed."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
