"""What became of an attempt is written down, and told."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from services.notify.attempts import rules
from services.notify.attempts.claiming import Claimed, attempt, give_back, still_ours
from services.notify.channels.way import Outcome
from services.notify.messages.store import message
from services.notify.subscriptions.store import end as end_subscription
from services.notify.subscriptions.store import subscription
from shared import clock
from shared.events import MessageFailed, MessageSent
from shared.store import Work


def record(
    work: Work, back: Sequence[tuple[Claimed, Outcome | None]], pauses: Sequence[float],
    patience: timedelta | None = None, times: Mapping[str, int] = MappingProxyType({}),
) -> None:  # fmt: skip
    """Writes down what became of each, unless its lease was lost and another has it now.

    Who has taken nothing for as long as our `patience` is paused. `times`: milliseconds, by message.
    """
    now = clock.now()
    ours = still_ours(work, [one for one, _ in back])
    give_back(work, [one for one, outcome in back if outcome is None])
    ends, tries = [], []
    for one, outcome in back:
        if outcome is None:
            continue
        end = _end_of(one, outcome, pauses, now)
        tries.append({"_id": one.row.message_id, "_number": one.row.attempts + 1, "ended_at": now,
                      "outcome": outcome.kind, "detail": outcome.detail, "code": outcome.code,
                      "ms": times.get(one.row.message_id)})  # fmt: skip
        if one.row.message_id not in ours:
            continue
        ends.append(end)
        if end["status"] != "queued":
            work.publish(_told(one, outcome, one.row.attempts + 1, now))
    if ends:
        work.sql(END, ends)
    if tries:
        work.sql(TRIED, tries)
    for receiver in {one.row.subscription_id for one, outcome in back if outcome and outcome.gone}:
        end_subscription(receiver, now, "410 Gone", work)
    _note_health(work, back, now, patience)


def _note_health(
    work: Work, back: Sequence[tuple[Claimed, Outcome | None]], now: datetime, patience: timedelta | None
) -> None:
    """Since when a receiver has taken nothing; one that has for too long is paused, and what comes waits."""
    takes = {one.row.subscription_id for one, outcome in back if outcome and outcome.kind == "sent"}
    fails = {one.row.subscription_id for one, outcome in back if outcome} - takes
    this_one, failing = subscription.c.subscription_id, subscription.c.failing_since
    if takes:
        work.sql(sa.update(subscription).where(this_one.in_(takes), failing.is_not(None))
                 .values(failing_since=None))  # fmt: skip
    if fails:
        work.sql(sa.update(subscription).where(this_one.in_(fails), failing.is_(None))
                 .values(failing_since=now))  # fmt: skip
    if fails and patience is not None:
        too_long = this_one.in_(fails) & (failing <= now - patience) & subscription.c.paused_at.is_(None)
        because = f"nothing was taken for {patience.total_seconds() / 86_400:g} days"
        work.sql(sa.update(subscription).where(too_long).values(paused_at=now, paused_because=because))


END = (
    sa.update(message)
    .where(message.c.message_id == sa.bindparam("_id"))
    .values(
        {name: sa.bindparam(name) for name in ("status", "error", "provider_id", "next_at", "sent_at")}
        | {"lease_until": None}
    )
)
TRIED = (
    sa.update(attempt)
    .where(
        attempt.c.message_id == sa.bindparam("_id"),
        attempt.c.number == sa.bindparam("_number"),
        attempt.c.outcome.is_(None),
    )
    .values({name: sa.bindparam(name) for name in ("ended_at", "outcome", "detail", "code", "ms")})
)


def _end_of(one: Claimed, outcome: Outcome, pauses: Sequence[float], now: datetime) -> dict[str, Any]:
    """How the message stands after this attempt."""
    pause = rules.next_try(outcome.kind, one.row.attempts + 1, pauses, outcome.retry_after, random.random())
    sent = outcome.kind == "sent"
    return {
        "_id": one.row.message_id,
        "status": "sent" if sent else "failed" if pause is None else "queued",
        "error": None if sent else outcome.detail,
        "provider_id": outcome.provider_id,
        "next_at": now if pause is None else rules.later(now, pause),
        "sent_at": now if sent else None,
    }


def _told(one: Claimed, outcome: Outcome, attempts: int, now: datetime) -> MessageSent | MessageFailed:
    facts: dict[str, Any] = {
        "occurred_at": now,
        "message_id": one.row.message_id,
        "channel": one.row.channel,
        "template": one.row.template,
        "about_event": one.row.event_id,
        "attempts": attempts,
    }
    if outcome.kind == "sent":
        return MessageSent(**facts)
    return MessageFailed(**facts, reason=outcome.detail)
