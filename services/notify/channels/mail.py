"""E-mail, over one SMTP connection."""

import asyncio
import contextlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

import aiosmtplib

from services.notify.channels.way import TIMEOUT, Kind, Outcome, Parcel
from services.notify.messages.words import Text
from services.notify.settings import NotifySettings
from shared import clock
from shared.said import Said

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+|[^@\s]+@localhost")
ANY_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>]+>?")


class Mail:
    """Sends over one connection that is opened again when it is lost. Its Message-ID stays the same."""

    at_once = 1

    def __init__(self, url: str, sender: str) -> None:
        self.url, self.sender = url, sender
        self.smtp: aiosmtplib.SMTP | None = None

    @classmethod
    def of(cls, settings: NotifySettings) -> "Mail | None":
        return cls(settings.smtp_url, settings.mail_from) if settings.smtp_url else None

    @staticmethod
    def address(typed: str) -> str | None:
        return typed if ADDRESS.fullmatch(typed) and len(typed) <= 254 else None

    @staticmethod
    def mask(address: str) -> str:
        """zhang@example.cn as z***@example.cn."""
        name, _, host = address.rpartition("@")
        return f"{name[:1]}***@{host}"

    @classmethod
    async def refuses(cls, typed: str, settings: NotifySettings) -> Said | None:
        """Only sending tells."""
        return None

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
