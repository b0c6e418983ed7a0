"""A way out of the house: what it carries, and what it says became of it."""

from dataclasses import dataclass
from typing import Literal, Protocol

from services.notify.messages.words import Lang, Text
from services.notify.settings import NotifySettings
from shared.said import Said

Kind = Literal["sent", "transient", "permanent"]
TIMEOUT = 15.0  # seconds for one whole call
LONGEST_WISH = 86_400.0  # seconds, our own longest pause: whoever asks for years is asked again tomorrow


@dataclass(frozen=True, slots=True)
class Parcel:
    """What a channel carries: the event as JSON for machines, its texts for people."""

    message_id: str
    subscription_id: str
    address: str
    secret: str
    body: str
    texts: dict[Lang, Text]
    old_secret: str = ""  # the one before, while both sign


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one attempt. `detail` names no address, so that it may be told to everyone.

    `code` is what a webhook's receiver answered, where it did.
    """

    kind: Kind
    detail: str = ""
    provider_id: str | None = None
    retry_after: float | None = None
    gone: bool = False
    code: int | None = None


class Way(Protocol):
    """A channel. `at_once` is how many parcels it carries at a time."""

    at_once: int

    @classmethod
    def of(cls, settings: NotifySettings) -> "Way | None":
        """As these settings have it; none if they do not allow it."""

    @staticmethod
    def address(typed: str) -> str | None:
        """As it will be used; none if it cannot be one."""

    @staticmethod
    def mask(address: str) -> str:
        """What may be shown of an address."""

    @classmethod
    async def refuses(cls, typed: str, settings: NotifySettings) -> Said | None:
        """Why nothing could be sent to it as things stand; None where only sending tells."""

    async def send(self, parcel: Parcel) -> Outcome: ...

    async def close(self) -> None: ...
