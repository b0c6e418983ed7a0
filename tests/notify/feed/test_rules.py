"""What gets into the feed, and who may read it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.notify.feed import rules
from shared.envelope import Unreadable
from shared.events import DogAdopted, DogIntaken, MessageSent, ObservationOpened
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


@pytest.mark.parametrize(
    "broken",
    [{"data": "{"}, {"data": "[]"}, {"data": "{}"}, {"time": "yesterday"}, {"type": "x", "data": '"text"'}],
)
def test_what_cannot_be_read_does_not_get_into_the_feed(broken: dict[str, str]) -> None:
    with pytest.raises(Unreadable):
        rules.check(replace(told(example(DogAdopted)), **broken))  # type: ignore[arg-type]


def test_an_event_that_we_do_not_know_yet_gets_into_the_feed() -> None:
    rules.check(replace(told(example(DogAdopted)), type="cn.qingcheng.dog.sang.v1", data='{"song":"wow"}'))


def test_a_wish_takes_what_it_names() -> None:
    dog, mail = told(example(DogAdopted)), told(example(MessageSent))

    assert rules.Wish().takes(dog) and not rules.Wish().takes(mail)
    assert rules.Wish(source="/qingcheng/notify").takes(mail)
    assert rules.Wish(types=frozenset([mail.type])).takes(mail)
    assert not rules.Wish(types=frozenset([mail.type])).takes(dog)
    assert rules.Wish(subject=dog.subject, since=dog.time).takes(dog)
    assert not rules.Wish(subject="another").takes(dog)
    assert not rules.Wish(source="/qingcheng/intake").takes(dog)
    assert not rules.Wish(since="2999-01-01T00:00:00.000000Z").takes(dog)


def test_numbers_are_dense_from_the_one_before_on() -> None:
    assert rules.dense([4, 5, 6], 3) and rules.dense([], 3)
    assert not rules.dense([4, 6], 3) and not rules.dense([5], 3)
