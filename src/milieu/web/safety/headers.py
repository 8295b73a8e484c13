"""Headers: what every answer tells a browser not to do with it."""

from starlette.datastructures import MutableHeaders
from starlette.types import Message, Receive, Scope, Send

from milieu.web.safety.layer import Layer
from milieu.web.safety.rules import Rules

NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with none, browsers hide the origin of our own forms, too
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
    "Permissions-Policy": ", ".join(
        f"{what}=()"
        for what in (
            *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid"),
            *("idle-detection", "magnetometer", "microphone", "midi", "payment", "serial"),
            *("screen-wake-lock", "usb", "xr-spatial-tracking", "browsing-topics"),
        )
    ),
}
STRICT_TRANSPORT = "max-age=31536000"  # seconds: a year
FOR_ONE = ("/account", "/admin", "/sign-in")  # pages that say who looks: kept nowhere
STATIC = "/static/"


class Headers(Layer):
    """Adds the headers to every answer; a page's own policy stays."""

    async def around(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers where the answer begins."""
        rules, path = self.site.rules, str(scope["path"])

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(ALWAYS)
                headers.setdefault("Content-Security-Policy", NOTHING)
                if rules.secure:
                    headers["Strict-Transport-Security"] = STRICT_TRANSPORT
                _cached(headers, path, rules)
            await send(message)

        await self.app(scope, receive, with_headers)


def _cached(headers: MutableHeaders, path: str, rules: Rules) -> None:
    """Say who may keep an answer: nobody between us and the reader, unless it is public."""
    if path.startswith(STATIC):
        headers.setdefault("Cache-Control", "no-cache")
    elif path.startswith(FOR_ONE):
        headers["Cache-Control"] = "no-store"
    else:
        said = headers.get("Cache-Control", "no-cache")
        if "private" not in said and "no-store" not in said:
            said = f"private, {said.replace('public, ', '')}"
        headers["Cache-Control"] = said
        headers.add_vary_header("Cookie")
        if rules.network:
            headers.add_vary_header("Authorization")
