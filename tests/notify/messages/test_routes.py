"""Messages and counts, asked from outside."""

from shared.events import (
    DogAdopted,
    VisitBooked,
)
from tests.notify.conftest import House, example, until


def test_counts(house: House) -> None:
    house.subscribe(channel="console", types=["DogAdopted"])
    house.happens(example(DogAdopted), example(VisitBooked))
    until(lambda: house.events("?type=MessageSent") and len(house.events()) == 2)

    counts = house.client.get("/notify/v1/counts").json()
    assert counts["events"] == 3
    assert counts["by_type"][DogAdopted.type] == 1
    assert counts["messages"] == {"sent": 1}
