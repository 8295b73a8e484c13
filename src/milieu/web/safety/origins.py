"""Origins: only our own pages may ask for changes, and only they may take our pages in."""

from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.core.language import _
from milieu.web.safety.layer import SAFE, Layer
from milieu.web.safety.refusal import Refused

OWN = "same-origin"
BY_READER = "none"  # typed, or from a bookmark


class Origins(Layer):
    """Refuses what pages of other sites have a reader's browser ask for.

    Browsers say where a request comes from in headers that scripts can not write (Fetch Metadata;
    Origin). Who sends neither is no browser that could be misled, but has to prove it: by a
    token, which no other site's page can add.
    """

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for a change asked for elsewhere, or content that is taken in elsewhere."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if scope["method"] in SAFE:
            embedded = headers.get("sec-fetch-mode", "navigate") != "navigate"
            return foreign() if embedded and site not in (None, OWN, BY_READER) else None
        own = f"{self.site.rules.scheme}://{headers.get('host', '').lower()}"
        twice = len(headers.getlist("origin")) > 1 or len(headers.getlist("sec-fetch-site")) > 1
        if twice or site not in (None, OWN) or (origin is not None and origin.lower() != own):
            return forged()
        proven = site == OWN or origin is not None or "authorization" in headers
        return None if proven else forged()


def forged() -> Refused:
    """Return the refusal of a change that none of our pages asked for."""
    return Refused(
        403,
        _("this change was not asked for by a page of this server"),
        _(
            "Use its own pages; a script sends a token, or the header Origin with this server's "
            "address."
        ),
    )


def foreign() -> Refused:
    """Return the refusal of content that another site's page takes in."""
    return Refused(403, _("another site may not take this in"), _("Open the address itself."))
