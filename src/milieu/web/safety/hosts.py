"""Hosts: the site answers only to its own names, so that no other name can be bound to it."""

from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.core.language import _
from milieu.web.safety.layer import Layer
from milieu.web.safety.refusal import Refused


class Hosts(Layer):
    """Refuses requests for names that are not the site's."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for a Host header that is missing, twice there, or not ours."""
        asked = headers.getlist("host")
        if len(asked) == 1 and without_port(asked[0]) in self.site.rules.hosts:
            return None
        return Refused(
            421,
            _("this server has another name"),
            _("Ask for it by the address that it was given."),
        )


def without_port(host: str) -> str:
    """Return the name of a Host header in small letters; empty where the port is no number."""
    name, colon, port = host.strip().lower().rpartition(":")
    if colon and not name.endswith("]") and "]" in host:
        return host.strip().lower()  # an IPv6 address without port
    if not colon:
        return port
    return name if port.isascii() and port.isdigit() else ""
