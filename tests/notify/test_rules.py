"""What notify decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notify import rules
from services.notify.rules import MailNotSetUp
from services.notify.settings import NotifySettings
from shared.envelope import Unreadable
from shared.events import BY_TYPE, DogAdopted, DogIntaken, MessageSent, ObservationOpened, VisitBooked
from shared.problems import Unreasonable
from tests.notify.conftest import example, told

NOW = datetime(2026, 7, 14, tzinfo=UTC)


def test_an_unknown_type_is_for_staff_until_we_know_it() -> None:
    assert rules.audience_of("cn.qingcheng.dog.sang.v1") == "staff"
    assert rules.audience_of(ObservationOpened.type) == "restricted"
    assert rules.audience_of(DogIntaken.type) == "public"


def test_a_type_has_two_names() -> None:
    assert rules.full_type("DogAdopted") == rules.full_type(DogAdopted.type) == DogAdopted.type
    with pytest.raises(Unreasonable, match="DogAdopted"):
        rules.full_type("DogSang")


@pytest.mark.parametrize("event", [ObservationOpened, MessageSent])
def test_restricted_events_and_messages_about_messages_cannot_be_subscribed_to(event: type) -> None:
    with pytest.raises(Unreasonable, match=event.__name__):
        rules.types_to_tell(["DogAdopted", event.__name__])


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        ("email", "wang"), ("email", None), ("email", "a b@example.cn"), ("email", "a@b.cn\r\nBcc: c@d.cn"),
        ("webhook", "example.cn/hook"), ("webhook", "ftp://example.cn"), ("webhook", "http://"),
        ("webhook", "http://[::1"), ("webhook", None),
    ],
)  # fmt: skip
def test_an_address_that_cannot_work_is_refused(channel: str, address: str | None) -> None:
    with pytest.raises(Unreasonable):
        rules.check_address(channel, address, mail=True)


def test_mail_needs_a_mail_server() -> None:
    with pytest.raises(MailNotSetUp, match="QINGCHENG_SMTP_URL"):
        rules.check_address("email", "wang@example.cn", mail=False)


def test_addresses_are_shown_masked() -> None:
    assert rules.mask("email", "wang@example.cn") == "w***@example.cn"
    assert rules.mask("webhook", "https://u:p@example.cn:8443/hook/s3cret?k=1") == "https://example.cn/***"


def test_a_subscription_begins_when_it_is_made_and_may_be_about_one_dog() -> None:
    adopted = told(example(DogAdopted, dog_id="d1"), time=NOW)

    assert rules.wants(None, NOW, adopted)
    assert rules.wants("d1", NOW, adopted)
    assert not rules.wants("d2", NOW, adopted)
    assert not rules.wants(None, NOW + timedelta(seconds=1), adopted)
    assert not rules.wants("d1", NOW, told(example(VisitBooked), time=NOW))


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
    assert planned <= pause <= max(planned, rules.LONGEST_WISH)


@given(chance=st.floats(0, 1))
def test_a_pause_is_spread_by_a_fifth(chance: float) -> None:
    pause = rules.next_try("transient", 1, (100.0,), None, chance)
    assert pause is not None
    assert 79.9 < pause < 120.1


def test_the_public_is_not_told_of_persons() -> None:
    event = told(example(DogAdopted)).to_cloudevent()

    assert "person" in rules.shown(event, staff=True)["data"]
    assert "person" not in rules.shown(event, staff=False)["data"]
    assert event["data"]["person"] == DogAdopted.example["person"]


def test_a_webhook_body_is_a_cloudevent_that_standard_webhooks_readers_understand() -> None:
    body = rules.payload(told(example(DogAdopted), time=NOW))

    assert body["specversion"] == "1.0"
    assert body["type"] == DogAdopted.type
    assert body["timestamp"] == body["time"] == "2026-07-14T00:00:00.000000Z"
    assert body["data"]["dog_id"] == DogAdopted.example["dog_id"]


@pytest.mark.parametrize(
    "broken",
    [{"data": "{"}, {"data": "[]"}, {"data": "{}"}, {"time": "yesterday"}, {"type": "x", "data": '"text"'}],
)
def test_what_cannot_be_read_does_not_get_into_the_feed(broken: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        rules.check(replace(told(example(DogAdopted)), **broken))  # type: ignore[arg-type]


def test_an_event_that_we_do_not_know_yet_gets_into_the_feed() -> None:
    rules.check(replace(told(example(DogAdopted)), type="cn.qingcheng.dog.sang.v1", data='{"song":"wow"}'))


def test_the_public_is_not_told_why_a_dog_is_in_custody() -> None:
    event = told(example(DogIntaken)).to_cloudevent()

    assert "custody_basis" in rules.shown(event, staff=True)["data"]
    assert "custody_basis" not in rules.shown(event, staff=False)["data"]


@pytest.mark.parametrize("cursor", ["-1", "abc", "1.5", "９", "9" * 30, " 1"])
def test_a_cursor_that_is_not_ours_is_refused(cursor: str) -> None:
    with pytest.raises(Unreasonable):
        rules.position(cursor)


def test_no_public_event_carries_another_personal_field() -> None:
    public = [event for event in BY_TYPE.values() if event.audience == "public"]
    personal = {"person", "owner", "adopter", "phone", "address", "name_of_person"}
    assert {name for event in public for name in event.model_fields} & personal <= set(rules.PERSONAL)
