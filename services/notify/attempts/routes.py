"""What was tried for a subscription; and what failed or was missed is sent again."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query
from pydantic import Field

from services.notify.attempts import rules, store
from services.notify.dogs.rules import dog_of
from services.notify.feed.store import envelope, position_before
from services.notify.messages.models import Message
from services.notify.messages.routes import MessageSeen, seen
from services.notify.messages.store import of_events, plan, queue_again
from services.notify.roles import MAY_SUBSCRIBE, READERS
from services.notify.subscribers.reader import Machine, key_or
from services.notify.subscriptions.models import Subscription
from services.notify.subscriptions.rules import going_on, wants
from services.notify.subscriptions.store import places, subscription_of
from shared import clock
from shared.doors import Doors
from shared.events import BY_TYPE
from shared.forms import Form, Id
from shared.moments import Moment
from shared.problems import NotFound, Unreasonable
from shared.store import Model, Work

EVER = datetime(1, 1, 1, tzinfo=UTC)
AGAIN_AT_A_TIME = 1000  # events looked at in one go: the store's writer has others to serve
doors = Doors(prefix="/notify/v1", tags=["notify"])


@doors.command("/messages/{message_id}/retry", "admin", "officer")
def retry(message_id: str, work: Work) -> MessageSeen:
    """Tries a failed message again from the first attempt, under the same id."""
    row = work.get(Message, message_id)
    if row is None:
        raise NotFound("没有这条消息，请核对编号。", "There is no such message: check its id.")
    if row.status != "failed":
        raise rules.MessageNotStuck(
            f"它的状态是 {row.status}，只有 failed 才需重发。",
            f"It is {row.status}: only a failed one can be retried.",
        )
    if row.template == store.TEMPLATE:
        raise rules.MessageNotStuck("这是一次测试，请再发一次测试。", "It was a test: send another one.")
    subscription = work.get_one(Subscription, row.subscription_id)
    if subscription.cancelled_at is not None:
        raise rules.MessageNotStuck(
            "该订阅已取消，请重新订阅。", "Its subscription has ended: make a new one for what is to come."
        )
    row.status, row.attempts, row.next_at, row.error = "queued", 0, clock.now(), None
    return seen(row)


class AttemptSeen(Model):
    """One call: when, how long it took, what the receiver answered."""

    attempt_id: int
    message_id: str = Field(description="`webhook-id`, the same in every attempt")
    event_id: str
    event: str = Field(description="the event's class; Test for a test")
    number: int
    at: datetime
    ms: int | None
    outcome: str | None = Field(
        description="sent, transient (tried again), permanent; null: nobody saw the end"
    )
    code: int | None = Field(description="what the receiver answered, if it did")
    detail: str | None
    message: str = Field(description="where the message stands now")


class Attempts(Model):
    attempts: list[AttemptSeen]
    next: int | None = Field(description="give it as `before` for older ones")


@doors.query("/subscriptions/{subscription_id}/attempts", *READERS, guard=key_or(*READERS))
def attempts(
    subscription_id: str,
    work: Work,
    machine: Machine,
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Attempts:
    """What was tried, the last one first."""
    subscription_of(subscription_id, work, machine)
    rows = store.attempts_of(subscription_id, work, before, limit)
    seen_now = [
        AttemptSeen(
            attempt_id=row.attempt_id, message_id=row.message_id, event_id=row.event_id, event=_name(row),
            number=row.number, at=row.started_at, ms=row.ms, outcome=row.outcome, code=row.code,
            detail=row.detail, message=row.status,
        ) for row in rows
    ]  # fmt: skip
    return Attempts(attempts=seen_now, next=rows[-1].attempt_id if len(rows) == limit else None)


def _name(row: Any) -> str:
    return BY_TYPE[row.type].__name__ if row.type in BY_TYPE else row.template


class Again(Form):
    """From when, or from which event on."""

    since: Moment | None = None
    from_event: Id | None = Field(None, description="an event's id; it is the first")
    taken_too: bool = Field(False, description="also what was taken already")


class SentAgain(Model):
    queued: int
    next: str | None = Field(
        description="an event's id: there is more, ask again from here; null: that was all"
    )


@doors.command("/subscriptions/{subscription_id}/again", *MAY_SUBSCRIBE, guard=key_or(*MAY_SUBSCRIBE))
def again(subscription_id: str, wish: Again, work: Work, machine: Machine) -> SentAgain:
    """Sends what it has missed since then: given up, suppressed, or from before it was made.

    What had a message keeps its `webhook-id`.
    """
    row = going_on(subscription_of(subscription_id, work, machine))
    rows = store.events_for(row, work, _first(wish, work), AGAIN_AT_A_TIME + 1)
    more = rows[AGAIN_AT_A_TIME].event_id if len(rows) > AGAIN_AT_A_TIME else None
    events = [(found.position, envelope(found)) for found in rows[:AGAIN_AT_A_TIME]]
    found_in = places([event for _, event in events], work) if row.area else {}
    wanted = [
        (position, event) for position, event in events
        if wants(row.dog_id, EVER, event, row.area, found_in.get(dog_of(event) or ""))
    ]  # fmt: skip
    had = of_events(subscription_id, [event.id for _, event in wanted], work)
    over = ("failed", "suppressed", "sent") if wish.taken_too else ("failed", "suppressed")
    missed = [one.message_id for one in had.values() if one.status in over]
    never = [(position, event, row) for position, event in wanted if event.id not in had]
    queue_again(missed, work)
    plan(never, work)
    return SentAgain(queued=len(missed) + len(never), next=more)


def _first(wish: Again, work: Work) -> int:
    """Where to begin in the feed. Raises `Unreasonable` and `NotFound`."""
    if wish.from_event is not None and wish.since is None:
        position = store.position_of(wish.from_event, work)
        if position is None:
            raise NotFound(
                "事件流里没有这个事件，请核对编号。", "There is no such event in the feed: check its id."
            )
        return position
    if wish.since is None or wish.from_event is not None:
        raise Unreasonable("请给出 since 或 from_event 之一。", "Give one of `since` and `from_event`.")
    return position_before(work, clock.text(wish.since)) + 1
