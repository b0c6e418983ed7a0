"""Webhooks, by Standard Webhooks 1.0."""

import asyncio
import contextlib
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from standardwebhooks.webhooks import Webhook

from services.notify.channels.public_internet import Reach, Refused
from services.notify.channels.way import LONGEST_WISH, TIMEOUT, Outcome, Parcel
from services.notify.settings import NotifySettings
from shared import clock
from shared.said import Said

LARGEST_ANSWER = 64 * 1024  # bytes of a receiver's answer that we read, to use the connection again
REST_WITHIN = 1.0  # seconds for those
GONE = 410
NO_MORE = "410: the receiver wants no more of these"
INSIDE = "refused: the address is not on the public internet"
MALFORMED = "the URL is not valid"
NO_ANSWER = "no answer: "
TOO_LONG = ", and asks for a longer pause than the day that we give"
ODD = Said(
    "网址中不能有空格、反斜杠、“#…”和“用户名:密码@”，请改正。密码可以放在路径里，我们不显示路径。",
    "A URL has no spaces, no backslash, no `#…` and no `user:password@`: put a secret into its path, which "
    "we show to nobody.",
)


class Webhooks:
    """POSTs the CloudEvent, signed; any 2xx is taken as received."""

    at_once = 64

    def __init__(self, allow_private: bool = False, inside: str = "") -> None:
        self.reach = Reach(inside, everywhere=allow_private)
        self.session: aiohttp.ClientSession | None = None

    @classmethod
    def of(cls, settings: NotifySettings) -> "Webhooks":
        return cls(settings.webhook_allow_private, settings.webhook_inside)

    @staticmethod
    def address(typed: str) -> str | None:
        try:
            url = urlsplit(typed)
            return typed if url.scheme in ("http", "https") and url.hostname and url.port != 0 else None
        except ValueError:
            return None

    @staticmethod
    def mask(address: str) -> str:
        """As its host and port alone, for its path may be a secret."""
        url = urlsplit(address)
        return f"{url.scheme}://{url.netloc.rpartition('@')[2].lower()}/***"

    @classmethod
    async def refuses(cls, typed: str, settings: NotifySettings) -> Said | None:
        """The same as when it is sent, but in words; an address that is none is another's business."""
        address = cls.address(typed.strip())
        if address is None:
            return None
        return ODD if is_odd(address) else await cls.of(settings).reach.refuses(address)

    async def send(self, parcel: Parcel) -> Outcome:
        at = datetime.now(UTC)  # the library signs the wall clock of whatever zone it is given
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": parcel.message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(
                Webhook(secret).sign(parcel.message_id, at, parcel.body)
                for secret in (parcel.secret, parcel.old_secret)
                if secret
            ),
        }
        body = parcel.body.encode()
        try:
            async with self._session().post(
                parcel.address, data=body, headers=headers, allow_redirects=False
            ) as answer:
                outcome = classify(answer.status, answer.headers.get("retry-after"), clock.now())
                with contextlib.suppress(aiohttp.ClientError, OSError):  # the status has said it all
                    async with asyncio.timeout(REST_WITHIN):
                        await answer.content.read(LARGEST_ANSWER)
                return outcome
        except aiohttp.InvalidURL:
            return Outcome("permanent", MALFORMED)
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error.__cause__, Refused):
                return Outcome("permanent", INSIDE)
            return Outcome("transient", f"{NO_ANSWER}{type(error).__name__}")

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, socket_factory=self.reach.socket),
                timeout=aiohttp.ClientTimeout(total=TIMEOUT),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"user-agent": "Qingcheng-Webhook/1"},
                auto_decompress=False,
            )
        return self.session

    async def close(self) -> None:
        if self.session is not None:
            await self.session.close()
            self.session = None


def is_odd(url: str) -> bool:
    """Whether programs read it differently, or would show or send what was meant to be secret."""
    return bool(re.search(r"[\s\\#]", url)) or "@" in urlsplit(url).netloc


def classify(status: int, retry_after: str | None, now: datetime) -> Outcome:
    """What a receiver's status means: 2xx received, 410 never again, all else later."""
    if 200 <= status < 300:
        return Outcome("sent", f"{status}", code=status)
    if status == GONE:
        return Outcome("permanent", NO_MORE, gone=True, code=status)
    wait = seconds_of(retry_after, now)
    too_long = TOO_LONG if (wait or 0) > LONGEST_WISH else ""
    return Outcome("transient", f"the receiver answered {status}{too_long}", retry_after=wait, code=status)


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """Retry-After in seconds, from seconds or an HTTP date (RFC 9110 §10.2.3); None when it is neither."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        at = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max((at - now).total_seconds(), 0.0)
