"""When a message is tried again, and what it says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify.attempts import rules
from services.notify.channels.way import LONGEST_WISH
from services.notify.settings import NotifySettings
from shared.events import DogAdopted, DogIntaken, OperationOpened
from tests.notify.conftest import example, told

NOW = datetime(2026, 7, 14, tzinfo=UTC)


def test_a_message_is_tried_again_as_long_as_there_is_a_pause_left() -> None:
    pauses = (5.0, 300.0)

    assert rules.next_try("transient", 1, pauses, None, 0.5) == pytest.approx(5)
    assert rules.next_try("transient", 2, pauses, None, 0.5) == pytest.approx(300)
    assert rules.next_try("transient", 3, pauses, None, 0.5) is None
    assert rules.next_try("permanent", 1, pauses, None, 0.5) is None


@pytest.mark.parametrize(
    ("wish", "pause"),
    [(None, 5), (-1.0, 5), (0.0, 5), (4.9, 5), (77.0, 77), (1e9, 86_400), (float("inf"), 86_400)],
)
def test_a_receiver_may_put_us_off_for_a_day_and_never_hurry_us(wish: float | None, pause: float) -> None:
    assert rules.next_try("transient", 1, (5.0,), wish, 0.5) == pytest.approx(pause)


@given(attempts=st.integers(1, 9), wish=st.none() | st.floats(allow_nan=False), chance=st.floats(0, 1))
def test_whatever_a_receiver_asks_for_the_plan_is_the_least(
    attempts: int, wish: float | None, chance: float
) -> None:
    pauses = NotifySettings.model_fields["webhook_pauses"].default

    planned = rules.next_try("transient", attempts, pauses, None, chance)
    pause = rules.next_try("transient", attempts, pauses, wish, chance)

    assert planned is not None and pause is not None
    assert planned <= pause <= max(planned, LONGEST_WISH)


@given(chance=st.floats(0, 1))
def test_a_pause_is_spread_by_a_fifth(chance: float) -> None:
    pause = rules.next_try("transient", 1, (100.0,), None, chance)
    assert pause is not None
    assert 79.9 < pause < 120.1


def test_a_webhook_body_is_a_cloudevent_that_standard_webhooks_readers_understand() -> None:
    body = rules.payload(told(example(DogAdopted), time=NOW), "staff", "https://dogs.example.cn")

    assert body["specversion"] == "1.0"
    assert body["type"] == DogAdopted.type
    assert body["timestamp"] == body["time"] == "2026-07-14T00:00:00.000000Z"
    assert body["data"]["dog_id"] == DogAdopted.example["dog_id"]


def test_a_public_body_is_the_public_view_and_some_events_have_none() -> None:
    body = rules.payload(told(example(DogIntaken)), "public", "https://dogs.example.cn")

    assert "custody_basis" not in body["data"] and "sequence" not in body
    with pytest.raises(rules.NotForThem):
        rules.payload(told(example(OperationOpened)), "public", "https://dogs.example.cn")
