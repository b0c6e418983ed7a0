"""Every service and every event is called something, in both languages."""

from services import SERVICES
from shared.events import BY_TYPE
from shared.names import EVENTS, PUBLISHERS, by_publisher


def test_all_are_named_and_no_two_alike() -> None:
    assert list(PUBLISHERS) == list(SERVICES)
    assert set(EVENTS) == {event.__name__ for event in BY_TYPE.values()}
    for words in (PUBLISHERS.values(), EVENTS.values()):
        assert len({said.zh for said in words}) == len({said.en for said in words}) == len(words)


def test_they_are_grouped_by_who_says_them() -> None:
    groups = by_publisher(BY_TYPE.values())

    assert [said.zh for said, _ in groups] == ["收容", "登记", "领养", "通知"]
    assert [event for _, group in groups for event in group] == list(BY_TYPE.values())
