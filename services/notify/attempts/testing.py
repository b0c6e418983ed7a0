"""A test event is sent at once, while whoever asked for it waits for the answer."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

import anyio
from fastapi import Depends, Request
from fastapi.responses import Response

from services.notify.attempts import rules
from services.notify.attempts.models import Attempt
from services.notify.attempts.store import TEMPLATE
from services.notify.channels.way import Outcome, Parcel
from services.notify.channels.webhook import Webhooks
from services.notify.feed.rules import as_json
from services.notify.messages.models import Message
from services.notify.roles import MAY_SUBSCRIBE
from services.notify.subscribers.reader import Machine, key_or
from services.notify.subscribers.rules import Reader
from services.notify.subscriptions.rules import going_on, must_be_webhook
from services.notify.subscriptions.store import subscription_of
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.once import Key, answer_once
from shared.store import Model, Work

doors = Doors(prefix="/notify/v1", tags=["notify"])
TESTS_AN_HOUR = 30  # of one webhook: nobody makes us call somebody without end
OF_ONE_AN_HOUR = 100  # of all that a subscriber makes, ends and makes anew


class Tested(Model):
    """What became of a test. It is listed among the attempts, and is in no feed."""

    taken: bool
    code: int | None
    ms: int
    detail: str
    event_id: str
    message_id: str


@dataclass(frozen=True, slots=True)
class Test:
    """A test event on its way."""

    parcel: Parcel
    event_id: str
    began: datetime


@doors.post("/subscriptions/{subscription_id}/test", status_code=200, response_model=Tested)
async def test(
    subscription_id: str, request: Request, who: Annotated[Who, Depends(key_or(*MAY_SUBSCRIBE))],
    machine: Machine, key: Key = None,
) -> Response:  # fmt: skip
    """Sends a signed event of a type of its own that says it is a test; tells what was answered."""
    return await answer_once(
        request, who, key, lambda: send_test(request.app.state.service, subscription_id, machine)
    )


async def send_test(service: Any, subscription_id: str, machine: Reader | None = None) -> Tested:
    """Raises what keeps it from being sent at all."""
    one = await anyio.to_thread.run_sync(_pack, service, subscription_id, machine)
    if machine:
        await service.limits.spend("tests-by", machine.name, of=OF_ONE_AN_HOUR, within=timedelta(hours=1))
    await service.limits.spend("tests", subscription_id, of=TESTS_AN_HOUR, within=timedelta(hours=1))
    way = Webhooks.of(service.settings)
    began = time.monotonic()
    try:
        outcome = await way.send(one.parcel)
    finally:
        await way.close()
    ms = round(1000 * (time.monotonic() - began))
    await service.writer.do(lambda work: _record(one, outcome, ms, work))
    return Tested(
        taken=outcome.kind == "sent", code=outcome.code, ms=ms, detail=outcome.detail,
        event_id=one.event_id, message_id=one.parcel.message_id,
    )  # fmt: skip


def _pack(service: Any, subscription_id: str, machine: Reader | None) -> Test:
    now, sealer, event_id = clock.now(), service.sealer(), uuid7()
    with service.store.read() as work:
        row = going_on(subscription_of(subscription_id, work, machine))
        must_be_webhook(row)
        secrets = f"subscription:secret:{subscription_id}"
        both = row.old_secret and row.old_secret_until and row.old_secret_until > now
        parcel = Parcel(
            message_id=uuid7(), subscription_id=subscription_id,
            address=sealer.open(row.address, f"subscription:address:{subscription_id}"),
            secret=sealer.open(row.secret, secrets),
            old_secret=sealer.open(row.old_secret, secrets) if both else "",
            body=as_json(rules.test_event(subscription_id, event_id, clock.text(now))), texts={},
        )  # fmt: skip
    return Test(parcel, event_id, now)


def _record(one: Test, outcome: Outcome, ms: int, work: Work) -> None:
    """A message that is over, and its one attempt: the sender never sees it."""
    now, sent = clock.now(), outcome.kind == "sent"
    work.add(
        Message(
            message_id=one.parcel.message_id, subscription_id=one.parcel.subscription_id,
            event_id=one.event_id, channel="webhook", template=TEMPLATE,
            status="sent" if sent else "failed", attempts=1, next_at=now, created_at=one.began,
            error=None if sent else outcome.detail, sent_at=now if sent else None,
        )
    )  # fmt: skip
    work.flush()
    work.add(
        Attempt(
            message_id=one.parcel.message_id, number=1, started_at=one.began, ended_at=now,
            outcome=outcome.kind, detail=outcome.detail, code=outcome.code, ms=ms,
        )
    )  # fmt: skip
