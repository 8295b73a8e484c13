"""Heads: what a request may begin with, so that no two servers read it in two ways."""

from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.core.language import _
from milieu.web.safety.layer import Layer
from milieu.web.safety.refusal import Refused

LONGEST_ADDRESS = 8192  # bytes; RFC 9110, 4.1 recommends that at least 8,000 be taken
VERSIONS = ("1.0", "1.1")


class Heads(Layer):
    """Refuses heads that are too long, or that can be read in more than one way."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for an odd address, version or length of the body."""
        target = len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"")
        if target > LONGEST_ADDRESS:
            return Refused(414, _("the address is too long"), _("Ask for less at once."))
        held = sum(len(name) + len(value) for name, value in scope["headers"])
        if held > self.site.rules.header_bytes:
            return Refused(431, _("the head of the request is too long"), _("Send less in it."))
        lengths = headers.getlist("content-length")
        doubled = len(lengths) > 1 or (lengths and "transfer-encoding" in headers)
        odd = lengths and not (lengths[0].isascii() and lengths[0].isdigit())
        if doubled or odd:  # RFC 9112, 6.3: another server could see another request behind it
            return Refused(400, _("the length of the request makes no sense"))
        if not scope["path"].startswith("/") or scope.get("http_version", "1.1") not in VERSIONS:
            return Refused(400, _("this is no request to this server"))
        return None
