"""Limits: how much of the machine tasks may take, so that pages stay quick for everybody."""

from dataclasses import dataclass

GIGABYTE = 1024**3


@dataclass(frozen=True)
class Limits:
    """Bounds of the work in the background; assumption Y8.

    at_once     tasks that run at the same time, over all studies
    waiting     tasks that one owner may have waiting at the same time
    memory      bytes of addresses of one task (address space, about twice what it really holds)
    processor   seconds of processor time of one task, over all its threads
    wall        seconds from start to end of one task
    file        bytes of one file that a task writes
    patience    seconds between asking a task to stop and ending it by force
    niceness    added to the scheduling priority: 0 as the server, 19 the last in the row
    """

    at_once: int = 1
    waiting: int = 10
    memory: int = 12 * GIGABYTE
    processor: int = 4 * 3600
    wall: int = 6 * 3600
    file: int = 8 * GIGABYTE
    patience: float = 20.0
    niceness: int = 15
