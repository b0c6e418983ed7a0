"""How a message leaves the house: webhook, e-mail, console. Each says what became of it."""

import asyncio
import contextlib
import ipaddress
import json
import logging
import re
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import aiohttp
import aiosmtplib
from standardwebhooks.webhooks import Webhook

from services.notify.rules import LONGEST_WISH, Kind
from services.notify.settings import NotifySettings
from services.notify.words import Lang, Text
from shared import clock

log = logging.getLogger(__name__)
TIMEOUT = 15.0  # seconds for one whole call
LARGEST_ANSWER = 64 * 1024  # bytes of a receiver's answer that we read, to use the connection again
REST_WITHIN = 1.0  # seconds for those
GONE = 410


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel carries: the event as JSON for machines, its texts for people."""

    message_id: str
    subscription_id: str
    address: str
    secret: str
    body: str
    texts: dict[Lang, Text]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `detail` names no address, so that it may be told to everyone."""

    kind: Kind
    detail: str = ""
    provider_id: str | None = None
    retry_after: float | None = None
    gone: bool = False


class Way(Protocol):
    """A channel. `at_once` is how many parcels it carries at a time."""

    at_once: int

    async def send(self, parcel: Parcel) -> Outcome: ...

    async def close(self) -> None: ...


def ways(settings: NotifySettings) -> dict[str, Way]:
    """The channels that these settings allow."""
    found: dict[str, Way] = {"console": Console(), "webhook": Webhooks(settings.webhook_allow_private)}
    if settings.smtp_url:
        found["email"] = Mail(settings.smtp_url, settings.mail_from)
    return found


# ---- webhook: Standard Webhooks 1.0 --------------------------------------------------------------------


class Refused(OSError):
    """The address is not on the public internet, so nobody outside may make us call it."""


# Denied by list: `is_global` lets NAT64, 6to4, multicast and the clouds' metadata service through.
DENIED = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8",
    )
]  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address is one that a stranger's webhook may have."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    ip = mapped or ip
    return not any(ip.version == network.version and ip in network for network in DENIED)


def public_only(addr_info: Any) -> socket.socket:
    """Sees every address when it is connected to, so a name that changes its mind gets nowhere."""
    family, kind, proto, _, address = addr_info
    if not is_public(address[0]):
        raise Refused(address[0])
    return socket.socket(family, kind, proto)


class Webhooks:
    """POSTs the CloudEvent, signed; any 2xx is taken as received."""

    at_once = 64

    def __init__(self, allow_private: bool = False) -> None:
        self.socket_factory = None if allow_private else public_only
        self.session: aiohttp.ClientSession | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        at = datetime.now(UTC)  # the library signs the wall clock of whatever zone it is given
        headers = {
            "content-type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": parcel.message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(parcel.secret).sign(parcel.message_id, at, parcel.body),
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
            return Outcome("permanent", "the URL is not valid")
        except (aiohttp.ClientError, OSError) as error:
            if isinstance(error.__cause__, Refused):
                return Outcome("permanent", "refused: the address is not on the public internet")
            return Outcome("transient", f"no answer: {type(error).__name__}")

    def _session(self) -> aiohttp.ClientSession:
        if self.session is None:
            self.session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, socket_factory=self.socket_factory),
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


def classify(status: int, retry_after: str | None, now: datetime) -> Outcome:
    """What a receiver's status means: 2xx received, 410 never again, all else later."""
    if 200 <= status < 300:
        return Outcome("sent", f"{status}")
    if status == GONE:
        return Outcome("permanent", "410: the receiver wants no more of these", gone=True)
    wait = seconds_of(retry_after, now)
    too_long = ", and asks for a longer pause than the day that we give" if (wait or 0) > LONGEST_WISH else ""
    return Outcome("transient", f"the receiver answered {status}{too_long}", retry_after=wait)


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


# ---- e-mail: one SMTP connection -----------------------------------------------------------------------

ANY_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")


class Mail:
    """Sends over one connection that is opened again when it is lost. Its Message-ID stays the same."""

    at_once = 1

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = url, sender
        self.smtp: aiosmtplib.SMTP | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        letter = compose(parcel, self.sender)
        try:
            async with asyncio.timeout(TIMEOUT):
                smtp = await self._connected()
                _, answer = await smtp.send_message(letter, sender=self.sender, recipients=[parcel.address])
            return Outcome("sent", "250", provider_id=ANY_ADDRESS.sub("…", answer)[:200])
        except aiosmtplib.SMTPAuthenticationError as error:
            return Outcome("transient", f"{error.code}: the mail server does not accept our password")
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(error.recipients[0].code, error.recipients[0].message)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code, error.message)
        except (aiosmtplib.SMTPException, OSError) as error:
            await self.close()
            return Outcome("transient", f"no answer: {type(error).__name__}")

    async def _connected(self) -> aiosmtplib.SMTP:
        if self.smtp is None or not self.smtp.is_connected:
            url = urlsplit(self.url)
            self.smtp = aiosmtplib.SMTP(
                hostname=url.hostname, port=url.port, timeout=TIMEOUT, use_tls=url.scheme == "smtps",
                username=unquote(url.username) if url.username else None,
                password=unquote(url.password) if url.password else None,
            )  # fmt: skip
            await self.smtp.connect()
        return self.smtp

    async def close(self) -> None:
        if self.smtp is not None:
            with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                await self.smtp.quit(timeout=1)
            self.smtp.close()
            self.smtp = None


def compose(parcel: Parcel, sender: str) -> EmailMessage:
    """Plain text, a part for each language."""
    letter = EmailMessage()
    letter["From"] = Address("青城 Qingcheng", addr_spec=sender)
    letter["To"] = parcel.address
    letter["Subject"] = " · ".join(text.subject for text in parcel.texts.values())
    letter["Date"] = format_datetime(clock.now())
    letter["Message-ID"] = f"<{parcel.message_id}@{sender.rpartition('@')[2]}>"
    letter["Auto-Submitted"] = "auto-generated"
    (first, text), *others = parcel.texts.items()
    letter.set_content(_whole(text))
    if others:
        letter.make_mixed()
        for part in letter.iter_parts():  # what was set as the content
            part["Content-Language"] = first
    for lang, other in others:
        part = EmailMessage()
        part.set_content(_whole(other))
        part["Content-Language"] = lang
        del part["MIME-Version"]
        letter.attach(part)
    return letter


def _whole(text: Text) -> str:
    return f"{text.subject}\n\n{text.body}\n"


def _refused(code: int, message: str) -> Outcome:
    """5xx is for good, 4xx for now (RFC 5321 §4.2.1). What the server says may name the address."""
    kind: Kind = "permanent" if code >= 500 else "transient"
    return Outcome(kind, f"{code} {ANY_ADDRESS.sub('…', message)}"[:200])


# ---- console: for demonstrations -----------------------------------------------------------------------


class Console:
    """One line for each message in the log."""

    at_once = 1

    async def send(self, parcel: Parcel) -> Outcome:
        event = json.loads(parcel.body)["type"]
        log.info("✉ %s  [%s]", " · ".join(text.subject for text in parcel.texts.values()), event)
        await asyncio.sleep(0)
        return Outcome("sent", "logged")

    async def close(self) -> None:
        """Nothing is open."""
