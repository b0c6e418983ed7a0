"""What depends on the store, on SQLite and on PostgreSQL: many at once, counting, and what falls due."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.holds.models import Hold
from services.intake.kennels.models import Kennel
from shared import clock
from shared.store import Store
from tests.intake.holds.conftest import BECAUSE, As, hold_id, shown, taken_in, told
from tests.intake.holds.test_two_people import V1, ask, confirm
from tests.servers import Answer, Client


@pytest.fixture(params=["store_url", "postgres_url"])
def any_store_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def at_once(acts: list[Callable[[], Answer]]) -> list[int]:
    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(answer.status for answer in pool.map(lambda act: act(), acts))


def test_a_confirmation_that_is_sent_by_many_ends_the_hold_once(
    wang: Client, signed_in: As, store: Store
) -> None:
    dog = taken_in(wang)
    hold = hold_id(wang, dog, "QUARANTINE")
    request = wang.post(f"/intake/v1/holds/{hold}/release-requests", BECAUSE).json()["id"]
    others = [signed_in(f"officer {n}", "officer") for n in range(6)]

    with ThreadPoolExecutor(6) as pool:
        path = f"/intake/v1/release-requests/{request}/confirmation"
        answers = sorted(pool.map(lambda one: one.post(path, BECAUSE).status, others))

    assert answers == [201, *[409] * 5]
    assert told(store, dog).count("hold.released") == 1


def test_of_many_who_ask_one_is_heard_and_of_many_who_decide_one_decides(
    wang: Client, signed_in: As, store: Store
) -> None:
    dog = taken_in(wang)
    hold = hold_id(wang, dog, "QUARANTINE")
    others = [signed_in(f"officer {n}", "officer") for n in range(6)]

    assert at_once([lambda one=one: ask(one, hold) for one in others]) == [201, *[409] * 5]  # type: ignore[misc]
    request = next(one["id"] for one in shown(wang, dog)["requests"])
    refusal = f"{V1}/release-requests/{request}/refusal"
    acts: list[Callable[[], Answer]] = [lambda: confirm(wang, request), lambda: wang.post(refusal, BECAUSE)]

    assert at_once(acts * 3) == [201, *[409] * 5]
    decided: dict[str, Any] = shown(wang, dog)["requests"][0]
    with store.read() as work:
        ended = work.get_one(Hold, hold).released_at is not None
    assert ended is decided["granted"]
    assert told(store, dog).count("hold.released") == int(ended)


def test_quarantine_is_counted_from_the_kennel(wang: Client, li: Client, store: Store) -> None:
    """domain §2.7; a dog that no kennel was free for is not in quarantine yet."""
    with store.write() as work:
        work.execute(sa.update(Kennel).values(state="maintenance"))
    dog = taken_in(wang)
    assert dog["kennel"] is None
    before = next(hold for hold in shown(wang, dog)["holds"] if hold["kind"] == "QUARANTINE")
    with store.write() as work:
        work.execute(sa.update(Kennel).values(state="open"))

    moved = wang.post("/intake/v1/kennels/moves", {"dogs": [dog["dog_id"]], "to": "A01"})

    assert moved.status == 201
    after = next(hold for hold in shown(wang, dog)["holds"] if hold["kind"] == "QUARANTINE")
    today = clock.now().astimezone(clock.CITY).date()
    ends = datetime.fromisoformat(after["until"]).astimezone(clock.CITY).date()
    assert before["until"] is None
    assert ends == today + timedelta(days=15)
    assert told(store, dog).count("hold.placed") == 2


def test_today_shows_what_falls_due_and_what_was_left_undone(wang: Client, store: Store) -> None:
    dog = taken_in(wang, custody_basis="SEIZED")
    today = clock.now().astimezone(clock.CITY).date()
    with store.write() as work:
        work.execute(
            sa.update(Hold)
            .where(sa.column("kind") == "SEIZURE")
            .values(until=clock.now() - timedelta(days=3))
        )
    quarantine = next(hold for hold in shown(wang, dog)["holds"] if hold["kind"] == "QUARANTINE")
    last = datetime.fromisoformat(quarantine["until"]).astimezone(clock.CITY).date() - timedelta(days=1)

    def kinds(day: object, part: str) -> list[str]:
        return [one["hold"]["kind"] for one in wang.get(f"/intake/v1/due?day={day}").json()[part]]

    assert kinds(today, "decide") == ["SEIZURE"]
    assert kinds(last, "ending") == ["QUARANTINE"]
    assert kinds(last + timedelta(days=1), "ending") == []
    assert kinds(today, "ending") == []
    wang.post(f"/intake/v1/holds/{hold_id(wang, dog, 'QUARANTINE')}/release-requests", BECAUSE)
    assert kinds(today, "requests") == ["QUARANTINE"]
    assert wang.get("/intake/v1/due?day=9999-12-31").status == 422
