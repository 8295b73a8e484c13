"""Throttle: how often one person, or one address where nobody signed in, may ask."""

from math import ceil

from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.core.language import _
from milieu.web.safety.layer import SAFE, Layer, address_of
from milieu.web.safety.pace import network_of
from milieu.web.safety.people import YOU
from milieu.web.safety.refusal import Refused


class Throttle(Layer):
    """Refuses those who ask too often; whoever is alone at this machine may."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return how long to wait, if too much was asked."""
        if scope["state"]["person"] == YOU:
            return None
        change = scope["method"] not in SAFE
        wait = self.site.pace.wait_to_ask(client_of(scope), change=change)
        if not wait:
            return None
        seconds = str(ceil(wait))
        return Refused(
            429,
            _("too many requests in a short time"),
            _("Go on in {seconds} seconds.", seconds=seconds),
            headers={"Retry-After": seconds},
        )


def client_of(scope: Scope) -> str:
    """Return by what a client is counted: its name, or its address where it has none."""
    person = scope["state"]["person"]
    return f"name {person.name}" if person else f"address {network_of(address_of(scope))}"
