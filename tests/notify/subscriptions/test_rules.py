"""What can be subscribed to, and who is told."""

from datetime import UTC, datetime, timedelta

import pytest

from services.notify.subscriptions import rules
from shared.events import DogAdopted, MessageSent, ObservationOpened, VisitBooked
from shared.problems import Unreasonable
from tests.notify.conftest import example, told

NOW = datetime(2026, 7, 14, tzinfo=UTC)


@pytest.mark.parametrize("event", [ObservationOpened, MessageSent])
def test_restricted_events_and_messages_about_messages_cannot_be_subscribed_to(event: type) -> None:
    with pytest.raises(Unreasonable, match=event.__name__):
        rules.types_to_tell(["DogAdopted", event.__name__])


def test_a_subscription_begins_when_it_is_made_and_may_be_about_one_dog() -> None:
    adopted = told(example(DogAdopted, dog_id="d1"), time=NOW)

    assert rules.wants(None, NOW, adopted)
    assert rules.wants("d1", NOW, adopted)
    assert not rules.wants("d2", NOW, adopted)
    assert not rules.wants(None, NOW + timedelta(seconds=1), adopted)
    assert not rules.wants("d1", NOW, told(example(VisitBooked), time=NOW))


@pytest.mark.parametrize("area", ["999999", "150199", "150105999"])
def test_an_area_in_which_no_dog_is_ever_found_is_refused_in_words(area: str) -> None:
    with pytest.raises(Unreasonable, match=f"没有区划 {area}.*codes.json"):
        rules.check_area(area)


@pytest.mark.parametrize("area", [None, "15", "150105", "150105002"])
def test_a_division_is_an_area_and_so_is_what_it_lies_in(area: str | None) -> None:
    rules.check_area(area)
