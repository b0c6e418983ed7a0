"""What a subscriber may read, and what its keys are worth."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.notify.rotation import StillGood
from services.notify.subscribers import rules
from services.notify.subscribers.models import Subscriber, SubscriberKey
from services.notify.subscribers.rules import NewSubscriber, Reader
from shared.auth import NotAllowed, NotLoggedIn
from shared.events import DogAdopted, DogIntaken
from shared.problems import Unreasonable

NOW = datetime(2026, 7, 14, 9, tzinfo=UTC)
SOON, LATER, BEFORE = NOW + timedelta(days=1), NOW + timedelta(days=9), NOW - timedelta(days=1)


def desk(**facts: Any) -> Subscriber:
    made = {
        "name": "desk",
        "contact": "x",
        "audience": "public",
        "types": None,
        "made_by": "a",
        "made_at": NOW,
    }
    return Subscriber(**(made | facts))


def a_key(secret: str, made_at: datetime = NOW, ends_at: datetime | None = None) -> SubscriberKey:
    return SubscriberKey(
        key_id="a" * 12,
        name="desk",
        digest=rules.digest(secret),
        made_by="a",
        made_at=made_at,
        ends_at=ends_at,
    )


def test_a_key_says_who_reads_and_what() -> None:
    key_id, digest, key = rules.fresh()
    found_id, secret = rules.parts(key)
    reader = rules.reader_of(secret, a_key(secret), desk(audience="staff", types=[DogIntaken.type]), NOW)

    assert (found_id, rules.digest(secret)) == (key_id, digest)
    assert reader == Reader("desk", "staff", frozenset({DogIntaken.type}))


@pytest.mark.parametrize(
    "key", ["qck_", "qck_x_y", "qck_" + "a" * 12 + "_short", "qck_\N{CJK UNIFIED IDEOGRAPH-4E00}"]
)
def test_what_has_not_the_shape_of_a_key_is_refused(key: str) -> None:
    with pytest.raises(NotLoggedIn):
        rules.parts(key)


def test_a_key_that_opens_nothing_says_why() -> None:
    def refused(secret: str, key: SubscriberKey | None, subscriber: Subscriber | None) -> str:
        with pytest.raises(NotLoggedIn) as refusal:
            rules.reader_of(secret, key, subscriber, NOW)
        return str(refusal.value)

    assert "not one of ours" in refused("wrong", a_key("right"), desk())
    assert "not one of ours" in refused("", None, None)
    assert "revoked" in refused("right", a_key("right"), desk(revoked_at=BEFORE))
    assert "expired" in refused("right", a_key("right"), desk(expires_at=NOW))
    assert "replaced" in refused("right", a_key("right", ends_at=NOW), desk())


def test_two_keys_at_most_are_good_at_once_and_none_is_cut_short_but_by_intention() -> None:
    first, second = a_key("1", NOW - timedelta(days=2), ends_at=SOON), a_key("2", BEFORE)

    with pytest.raises(StillGood, match="0"):
        rules.replace([first, second], timedelta(days=7), NOW)
    assert (first.ends_at, second.ends_at) == (SOON, None)

    rules.replace([first, second], timedelta(0), NOW)
    assert (first.ends_at, second.ends_at) == (NOW, NOW)


def test_the_key_of_before_is_good_for_the_overlap() -> None:
    first, second = a_key("1", NOW - timedelta(days=9), ends_at=BEFORE), a_key("2", BEFORE)

    rules.replace([first, second], timedelta(days=7), NOW)

    assert (first.ends_at, second.ends_at) == (BEFORE, NOW + timedelta(days=7))


def test_what_it_may_not_read_is_refused_and_not_left_out_in_silence() -> None:
    reader = Reader("desk", "public", frozenset({DogIntaken.type}))

    assert reader.wanted([]) == {DogIntaken.type}
    assert reader.wanted([DogIntaken.type]) == {DogIntaken.type}
    with pytest.raises(NotAllowed):
        reader.wanted([DogIntaken.type, DogAdopted.type])
    assert Reader("", "public").wanted([DogAdopted.type]) == {DogAdopted.type}


def test_types_are_named_either_way_and_none_is_beyond_the_audience() -> None:
    assert rules.types_to_read(["DogIntaken", DogIntaken.type], "public") == [DogIntaken.type]
    assert rules.types_to_read(["StayOpened"], "public"), "what has a public view can be asked for"
    assert rules.types_to_read([], "public") is None
    for names in (["Nothing"], ["KennelAssigned"], ["ObservationOpened"]):
        with pytest.raises(Unreasonable):
            rules.types_to_read(names, "public")
    assert rules.types_to_read(["KennelAssigned"], "staff")
    with pytest.raises(Unreasonable):
        rules.types_to_read(["ObservationOpened"], "staff")


@pytest.mark.parametrize("name", ["A", "x", "9a", "a b", "a:b", "~a", "a" * 41])
def test_a_name_is_good_for_a_redis_user_too(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        NewSubscriber.model_validate({"name": name, "contact": "desk"})


def test_names_of_our_own_are_taken() -> None:
    for name in ("intake", "default", "operator", "qingcheng"):
        with pytest.raises(Unreasonable):
            rules.name_it(name)
