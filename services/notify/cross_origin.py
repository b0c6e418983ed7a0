"""Doors that pages of other sites may look through. What they answer says so, and so does what they refuse.

No credentials: a reader from another site is the public, whoever is logged in there.
"""

from typing import Any

from fastapi.routing import APIRoute

ASKED_WITH = b"If-None-Match, Last-Event-ID"


class ForEverySite(APIRoute):
    """For pages of every site. What may be got may be asked about (HEAD): the server keeps the body back."""

    asked_about = True

    def origin(self, scope: Any) -> bytes:
        """Whose pages may read this answer; nobody's if empty."""
        return b"*"

    async def handle(self, scope: Any, receive: Any, send: Any) -> None:
        origin = self.origin(scope)
        told = [(b"access-control-allow-origin", origin)] if origin else []
        if origin != b"*":
            told.append((b"vary", b"Origin"))

        async def send_told(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        if scope["method"] == "OPTIONS" and origin:
            allowed = [
                (b"access-control-allow-methods", b"GET, HEAD" if self.asked_about else b"GET"),
                (b"access-control-allow-headers", ASKED_WITH),
            ]
            await send_told({"type": "http.response.start", "status": 204, "headers": allowed})
            await send({"type": "http.response.body"})
            return
        if scope["method"] == "HEAD" and self.asked_about:
            scope = scope | {"method": "GET"}
        await super().handle(scope, receive, send_told)


class ForSitesOfTheList(ForEverySite):
    """For pages of the sites that QINGCHENG_CORS_ORIGINS names."""

    asked_about = False  # one of them never ends

    def origin(self, scope: Any) -> bytes:
        listed = scope["app"].state.service.settings.sites
        asked = dict(scope["headers"]).get(b"origin", b"")
        return b"*" if "*" in listed else asked if asked.decode("latin-1") in listed else b""
