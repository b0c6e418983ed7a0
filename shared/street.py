"""How the house is reached: under which name, over what, and whether from inside or from the street.

What a gateway says of somebody is believed as uvicorn does: of those that FORWARDED_ALLOW_IPS names.
"""

import ipaddress
import re
from collections.abc import Collection, Iterator
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.responses import Response

from shared import logs, problems
from shared.said import Said
from shared.settings import Settings

NAME = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?", re.IGNORECASE)
NEAR = [ipaddress.ip_network(each) for each in (
    "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
    "::1/128", "fc00::/7", "fe80::/10",
)]  # fmt: skip
PASSED_ON = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded")
A_YEAR = b"max-age=31536000"
NOT_HERE = Said("不是本站的网址", "Not a name of this house")
SAY_WHERE = Said(
    "请用本站公布的网址访问。管理员可用 QINGCHENG_PUBLIC_URL 或 QINGCHENG_HOSTS 写明这个名字。",
    "Come by its own address. Whoever runs it names others in QINGCHENG_PUBLIC_URL or QINGCHENG_HOSTS.",
)
NO_PATH = (
    Said("地址有误", "The address does not fit"),
    Said("地址应以一个 / 开头。", "A path begins with one slash."),
)
_over_https: ContextVar[bool] = ContextVar("over_https", default=False)


class Street:
    """Around the doors of a service: foreign names and foreign paths stay outside; HTTPS stays HTTPS."""

    def __init__(self, app: Any, service: str, settings: Settings, show: problems.Show | None = None) -> None:
        self.app, self.service, self.settings, self.show = app, service, settings, show
        self.ours = names_of(settings) | {service}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        logs.service.set(self.service)
        secure = scope["scheme"] == "https" or self.settings.public_url.startswith("https:")
        _over_https.set(secure)

        async def send_on(message: Any) -> None:
            if message["type"] == "http.response.start" and secure and not _is_loopback(host_of(scope)):
                message["headers"] = [*message["headers"], (b"strict-transport-security", A_YEAR)]
            await send(message)

        await (self._refused(scope) or self.app)(scope, receive, send_on)

    def _refused(self, scope: Any) -> Response | None:
        if not re.match(r"/(?![/\\])", scope["path"]):
            return problems.Answer(404, *NO_PATH)  # no page: its links would begin with that path
        here = (scope.get("server") or ("",))[0]
        if all(is_ours(name, self.ours, here) for name in _names(scope)):
            return None
        request = Request(scope)
        if self.show and problems.wants_page(request):
            return self.show(request, 421, NOT_HERE, SAY_WHERE)
        return problems.Answer(421, NOT_HERE, SAY_WHERE)


def over_https() -> bool:
    """Whether whoever asks now came over HTTPS, or our own address says that they do: for every cookie."""
    return _over_https.get()


def is_page_of_ours(path: str) -> bool:
    """Whether a browser that is sent there stays on this site."""
    return bool(re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f\\]*", path))


# ---- under which name --------------------------------------------------------------------------------------


def names_of(settings: Settings) -> frozenset[str]:
    """Those that the house goes by, in lower case; `*` for any."""
    public = urlsplit(settings.public_url).hostname or "localhost"
    named = {"localhost", public, *settings.hosts.lower().replace(",", " ").split()}
    return frozenset(named | {name.encode("idna").decode() for name in named if not name.isascii()})


def is_ours(header: str, ours: Collection[str], here: str = "") -> bool:
    """Whether a Host header names this house: by name, by an address inside, or by the one that was called.

    An address is no name that somebody else could let lead here, so that none is refused on a network inside.
    """
    if "*" in ours:
        return True
    name = _name(header)
    if name in ours or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return name == here or any(address in network for network in NEAR)


def host_of(scope: Any) -> str:
    """The name that was asked for, without its port; empty where none was given."""
    return next((_name(header) for header in _names(scope)), "")


def _names(scope: Any) -> Iterator[str]:
    for name, value in scope["headers"]:
        if name in (b"host", b"x-forwarded-host") and value:
            yield from value.decode("latin-1").split(",")


def _name(header: str) -> str:
    found = NAME.fullmatch(header.strip())
    return found[1].strip("[]").rstrip(".").lower() if found else ""


def _is_loopback(name: str) -> bool:
    """What a browser should not be told to find over HTTPS alone: other programs answer there too."""
    return name == "localhost" or name.endswith(".localhost") or name == "::1" or name.startswith("127.")


# ---- from where --------------------------------------------------------------------------------------------


def is_inside(request: Request) -> bool:
    """Whether a network that is ours asks, and nobody passed it on from the street."""
    if any(name in request.headers for name in PASSED_ON) or request.client is None:
        return False
    settings: Settings = request.app.state.service.settings
    try:
        address = ipaddress.ip_address(request.client.host)
    except ValueError:
        return False
    return any(address in network for network in settings.networks_inside)
