"""Record: changes and refusals go to the audit log, with who asked and from where."""

from starlette.types import Message, Receive, Scope, Send

from milieu.web.safety.layer import SAFE, Layer, address_of

REFUSED = (400, 403, 408, 413, 414, 421, 429, 431, 503)  # told also of requests that change nothing


class Record(Layer):
    """Notes what was answered; filters and bodies, which may hold secrets, are left out."""

    async def around(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note a change or a refusal as soon as the answer begins."""

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._note(scope, message["status"])
            await send(message)

        await self.app(scope, receive, noted)

    def _note(self, scope: Scope, status: int) -> None:
        change = scope["method"] not in SAFE
        if not change and status not in REFUSED:
            return
        refused = status >= 400
        if refused and not self.site.pace.worth_noting(address_of(scope)):
            return
        person = scope["state"].get("person")
        self.site.audit.note(
            "refused" if refused else "change",
            who=person.name if person else "",
            address=address_of(scope),
            method=scope["method"][:20],
            path=scope["path"],
            status=status,
        )
