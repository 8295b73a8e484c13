"""Pace: how often a client may ask, so that nobody tries all passwords or takes it all."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address, ip_network
from time import time

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from milieu.web.safety.rules import Rules


class Pace:
    """Counts kept in memory, in windows that move; a server that begins again begins at none."""

    def __init__(self, rules: Rules) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._trying: Counter[tuple[str, ...]] = Counter()
        self._noted = parse_many(rules.noted)
        self._requests = parse_many(rules.requests)
        self._changes = parse_many(rules.changes)
        self._tries = {
            "name": parse_many(rules.tries_of_name),
            "address": parse_many(rules.tries_of_address),
            "both": parse_many(rules.tries_of_both),
        }

    def wait_to_ask(self, client: str, *, change: bool) -> float:
        """Count a request; return how many seconds are left to wait, 0.0 where it may be made."""
        limits = [("requests", item) for item in self._requests]
        limits += [("changes", item) for item in self._changes] if change else []
        waits = [self._left(item, (kind, client)) for kind, item in limits]
        if not any(waits):
            for kind, item in limits:
                self._limiter.hit(item, kind, client)
        return max(waits)

    def worth_noting(self, address: str) -> bool:
        """Count a refusal; False for more than the log should hold of one client."""
        where = network_of(address)
        return all(self._limiter.hit(item, "noted", where) for item in self._noted)

    def wait_to_sign_in(self, name: str, address: str) -> float:
        """Return how many seconds are left before this name may be tried again from there."""
        tried = self._keys(name, address)
        return max(
            self._left(item, key, self._trying[key]) for key, items in tried for item in items
        )

    @contextmanager
    def trying(self, name: str, address: str) -> Iterator[None]:
        """Count a try while it lasts, so that many at once are no more than one after the other."""
        keys = [key for key, _ in self._keys(name, address)]
        self._trying.update(keys)
        try:
            yield
        finally:
            self._trying.subtract(keys)
            self._trying += Counter()  # drops what is at zero

    def failed(self, name: str, address: str) -> None:
        """Count a sign-in that failed."""
        for key, items in self._keys(name, address):
            for item in items:
                self._limiter.hit(item, *key)

    def succeeded(self, name: str, address: str) -> None:
        """Forget the slips of somebody who knew the password in the end."""
        key, items = self._keys(name, address)[-1]
        for item in items:
            self._limiter.clear(item, *key)

    def _keys(self, name: str, address: str) -> list[tuple[tuple[str, ...], list[RateLimitItem]]]:
        where = network_of(address)
        parts = {"name": (name,), "address": (where,), "both": (name, where)}
        return [(("try", kind, *part), self._tries[kind]) for kind, part in parts.items()]

    def _left(self, item: RateLimitItem, key: tuple[str, ...], trying: int = 0) -> float:
        if self._limiter.test(item, *key, cost=1 + trying):
            return 0.0
        return max(1.0, self._limiter.get_window_stats(item, *key).reset_time - time())


def network_of(address: str) -> str:
    """Return what one client is known by: an address, or the 64 bits that an IPv6 line has."""
    try:
        known = ip_address(address.split("%")[0])
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(known.ipv4_mapped or ip_network((int(known), 64), strict=False))
    return str(known)
