"""When a message is tried again, and what it says. No database, no clock, no network."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from services.notify.channels.way import LONGEST_WISH, Kind
from shared.envelope import Envelope
from shared.problems import Problem
from shared.said import Said


class MessageNotStuck(Problem):
    status = 409
    title = Said("该消息无须重发", "This message is not stuck")


def next_try(
    kind: Kind, attempts: int, pauses: Sequence[float], retry_after: float | None, chance: float
) -> float | None:
    """Seconds until the next attempt, after so many; None when there is no sense in another.

    `chance` is between 0 and 1 and spreads the pause by ±20 %. A receiver may put us off for up to a day,
    and never hurry us: its tries would be used up before it is well again.
    """
    if kind != "transient" or attempts > len(pauses):
        return None
    planned = pauses[attempts - 1] * (0.8 + 0.4 * chance)
    return max(planned, min(retry_after or 0.0, LONGEST_WISH))


def later(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


def payload(event: Envelope) -> dict[str, Any]:
    """A webhook's body: the CloudEvent, with the `timestamp` that Standard Webhooks readers look for."""
    return event.to_cloudevent() | {"timestamp": event.time}
