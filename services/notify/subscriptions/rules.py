"""What can be subscribed to, and who is told of an event. No database, no clock, no network."""

import json
from collections.abc import Sequence
from datetime import datetime

from services.notify.feed.rules import full_type
from shared.envelope import Envelope
from shared.events import BY_TYPE
from shared.problems import Unreasonable


def types_to_tell(names: Sequence[str]) -> list[str]:
    """The wire types that a subscription may ask for. Raises `Unreasonable`.

    Notify's own events tell of messages: a message about each message would never end.
    """
    types = sorted({full_type(name) for name in names})
    for type in types:
        if BY_TYPE[type].audience == "restricted" or BY_TYPE[type].publisher == "notify":
            raise Unreasonable(
                f"不能订阅 {BY_TYPE[type].__name__}，请从 types 中去掉。",
                f"{BY_TYPE[type].__name__} cannot be subscribed to: leave it out of `types`.",
            )
    return types


def wants(dog_id: str | None, since: datetime, event: Envelope) -> bool:
    """Whether a subscription to this type is told: from its beginning on, and of its dog if it names one."""
    if event.recorded_at() < since:
        return False
    return dog_id is None or json.loads(event.data).get("dog_id") == dog_id
