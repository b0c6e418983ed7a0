"""The console, for demonstrations."""

import asyncio
import json
import logging

from services.notify.channels.way import Outcome, Parcel
from services.notify.settings import NotifySettings
from shared.said import Said

log = logging.getLogger(__name__)


class Console:
    """One line for each message in the log."""

    at_once = 1

    @classmethod
    def of(cls, settings: NotifySettings) -> "Console":
        return cls()

    @staticmethod
    def address(typed: str) -> str:
        """It has none."""
        return ""

    @staticmethod
    def mask(address: str) -> str:
        return address

    @classmethod
    async def refuses(cls, typed: str, settings: NotifySettings) -> Said | None:
        """Only sending tells."""
        return None

    async def send(self, parcel: Parcel) -> Outcome:
        event = json.loads(parcel.body)["type"]
        log.info("✉ %s  [%s]", " · ".join(text.subject for text in parcel.texts.values()), event)
        await asyncio.sleep(0)
        return Outcome("sent", "logged")

    async def close(self) -> None:
        """Nothing is open."""
