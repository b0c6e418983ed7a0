"""Takes the letters that are put into notify's letterbox, sends each code, and forgets it."""

import asyncio
import logging
from typing import Any, cast

import aiohttp
from redis.exceptions import RedisClusterException, RedisError

from services.notify.channels.mail import Mail
from services.notify.channels.way import Parcel
from services.notify.codes import sms, words
from services.notify.settings import NotifySettings
from shared import letterbox
from shared.ids import uuid7
from shared.sealed import KeyMissing, mask_phone
from shared.service import Service

log = logging.getLogger(__name__)
REFRESH = 60.0  # seconds
PAUSE = 1.0
TIMES = 2  # that a code is tried to be sent: whoever waits asks for another
AT_ONCE = 16
AWAY = (RedisError, RedisClusterException, OSError)


def ways_of(settings: NotifySettings) -> tuple[str, ...]:
    """By which a code can be sent, as things are set up; the console only where somebody has said so."""
    there = {
        "sms": bool(settings.sms_url), "email": bool(settings.smtp_url),
        "console": settings.codes_to_console,
    }  # fmt: skip
    return tuple(way for way, is_there in there.items() if is_there)


def private_key(service: Service) -> bytes:
    """Opens the letters; the same in every replica. Raises `KeyMissing`."""
    return service.sealer().subkey("letterbox")


async def stand_open(service: Service) -> None:
    """Says every minute that letters are taken, and by which ways they leave; nothing where there is none."""
    ways = ways_of(cast(NotifySettings, service.settings))
    while True:
        pause = REFRESH
        if ways:
            try:
                await letterbox.stand(service.redis, service.name, private_key(service), ways)
            except KeyMissing:
                pause = PAUSE
            except AWAY as error:
                log.warning("the letterbox is not known to others: %r", error)
                pause = PAUSE
        await asyncio.sleep(pause)


async def carry(service: Service) -> None:
    """One letter after the other, several at once; a slow gateway holds up nobody for long."""
    settings = cast(NotifySettings, service.settings)
    if not ways_of(settings):
        await asyncio.Event().wait()
    carrier, hands = Carrier(settings), asyncio.Semaphore(AT_ONCE)
    try:
        async with asyncio.TaskGroup() as group:
            while True:
                await hands.acquire()
                letter = await _take(service)
                if letter is None:
                    hands.release()
                    continue
                group.create_task(carrier.send(letter)).add_done_callback(lambda _: hands.release())
    finally:
        await carrier.close()


async def _take(service: Service) -> dict[str, Any] | None:
    try:
        return await letterbox.take(service.redis, service.name, private_key(service))
    except KeyMissing:
        await asyncio.sleep(PAUSE)
    except AWAY as error:
        log.warning("letters cannot be taken: %r", error)
        await asyncio.sleep(PAUSE)
    except (ValueError, KeyError):
        log.warning("a letter that cannot be read is left out")
    return None


class Carrier:
    """What carries a letter by the way that it names. No code and no phone is logged, but on the console."""

    def __init__(self, settings: NotifySettings) -> None:
        self.settings, self.mail = settings, Mail.of(settings)
        self.one_mail = asyncio.Lock()  # they go over one connection

    async def send(self, letter: dict[str, Any]) -> None:
        """Twice at most."""
        way = letter.get("way")
        for time in range(TIMES):
            try:
                if await self._by(letter):
                    return
                log.warning("a code was not sent by %s", way)
            except (sms.Refused, aiohttp.ClientError, TimeoutError, OSError) as error:
                log.warning("a code was not sent by %s: %s", way, type(error).__name__)
            except Exception:
                log.exception("a letter of another form is left out")
                return
            if time + 1 < TIMES:
                await asyncio.sleep(PAUSE)

    async def _by(self, letter: dict[str, Any]) -> bool:
        to, code, number, way = (str(letter[part]) for part in ("to", "code", "for", "way"))
        if way == "sms" and self.settings.sms_url:
            await sms.send(self.settings, to, words.short(code), code)
            return True
        if way == "email" and self.mail:
            parcel = Parcel(uuid7(), "", to, "", "", words.say(code, number))
            async with self.one_mail:
                return (await self.mail.send(parcel)).kind == "sent"
        if way == "console" and self.settings.codes_to_console:
            log.info("✉ %s 验证码 code → %s [%s]", code, mask_phone(to), number)
            return True
        return False

    async def close(self) -> None:
        if self.mail:
            await self.mail.close()
