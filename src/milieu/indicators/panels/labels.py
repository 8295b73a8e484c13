"""The labels of a panel's keys, numbered while files are read."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from milieu.core.arrays import Codes
from milieu.indicators.panels.panel import Label


class Labels:
    """The labels met so far, numbered as they are met; several threads may ask."""

    def __init__(self) -> None:
        self._codes: dict[Label, int] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._codes)

    def table(self, met: Sequence[Label]) -> Codes:
        """Return the code of each label; new ones are numbered in their order."""
        if not self._codes.keys() >= set(met):
            with self._lock:
                for label in sorted(met):
                    self._codes.setdefault(label, len(self._codes))
        return np.fromiter(map(self._codes.__getitem__, met), np.int32, len(met))

    def ranked(self) -> tuple[tuple[Label, ...], Codes]:
        """Return the labels sorted, and the rank of each code."""
        labels = tuple(sorted(self._codes))
        rank = np.empty(len(labels), np.int32)
        rank[self.table(labels)] = np.arange(len(labels), dtype=np.int32)
        return labels, rank
