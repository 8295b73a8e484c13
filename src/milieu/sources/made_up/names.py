"""Names for the places of the made-up country: plausible, and of no real place we know of."""

import numpy as np

# fmt: off
STEMS = (
    "Alvor", "Bremmel", "Corvith", "Dasker", "Eldrun", "Fenvar", "Gorlath", "Hestrim", "Ilvand",
    "Jorreth", "Kelvas", "Lommer", "Mirvath", "Norrask", "Osvel", "Quellin", "Rostrev", "Selvan",
    "Tormeth", "Ulvar", "Vendrel", "Wyrmar", "Ystrel", "Zorvan", "Arkhel", "Belthor", "Drumvas",
    "Ferrith", "Halvorn", "Brastel",
)
# fmt: on
ENDINGS = ("a", "ia", "mark", "ene", "oss", "ow", "ing", "ette", "um", "ane", "iel", "orp")


def place_names(rng: np.random.Generator, count: int) -> tuple[str, ...]:
    """Return so many names, no two the same."""
    every = [stem + ending for ending in ENDINGS for stem in STEMS]
    if count > len(every):
        raise ValueError(f"{count} names are wanted, but there are {len(every)}")
    return tuple(every[i] for i in rng.permutation(len(every))[:count])
