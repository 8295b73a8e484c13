"""Springs: where the nodes of a network lie on paper, the same at every run."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 300
PULL = 0.06  # towards the middle, so that parts that nothing ties stay on the page
SEED = 1

Places = NDArray[np.float64]
Link = tuple[int, int]


def laid_out(number: int, links: Sequence[Link]) -> Places:
    """Return a place for each node, by attraction along links and repulsion between all.

    Fruchterman and Reingold (1991), Software: Practice and Experience 21(11), with a weak pull
    towards the middle.

    number   of nodes
    links    pairs of nodes
    return   shape (number, 2), each column from 0 to 1
    """
    places = np.random.default_rng(SEED).random((number, 2))
    near = 1 / np.sqrt(max(number, 1))
    tied = np.zeros((number, number))
    for one, other in links:
        tied[one, other] = tied[other, one] = 1
    for heat in np.linspace(0.1, 0.001, ROUNDS):
        apart = places[:, None] - places[None]
        distance = np.maximum(np.hypot(apart[..., 0], apart[..., 1]), 1e-3)
        push = near**2 / distance**2 - tied * distance / near
        step = (apart * push[..., None]).sum(axis=1) - PULL * (places - 0.5) / near
        length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-9)
        places = places + step * (np.minimum(length, heat) / length)[:, None]
    low, high = (end(places, axis=0, initial=0.5) for end in (np.min, np.max))
    return np.asarray((places - low) / np.maximum(high - low, 1e-9), np.float64)


def spanning(number: int, links: Sequence[Link]) -> list[int]:
    """Return which links make the spanning tree; the first of the list are preferred (Kruskal)."""
    root = list(range(number))

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = node = root[root[node]]
        return node

    chosen = []
    for at, (one, other) in enumerate(links):
        first, second = find(one), find(other)
        if first != second:
            root[first] = second
            chosen.append(at)
    return chosen
