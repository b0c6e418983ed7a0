"""A dog that left against a hold: an alarm until somebody sees to it, and the hold again when it is back."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from services.intake.deadlines import jurisdiction
from services.intake.holds import broken, rules
from services.intake.holds.models import Hold
from services.intake.stays.models import Stay
from shared import auth, clock
from shared.auth import Who
from shared.events import DogAdopted, DogReclaimed, DogReturned, HoldBroken
from shared.store import Store
from shared.two_people import AlreadyDecided
from tests.intake.conftest import NOW, tell
from tests.intake.holds.conftest import BECAUSE, As, shown, standing, taken_in, told
from tests.servers import Client

LAWS = jurisdiction().holds(NOW.date())
STAY = Stay(id="s", stay_no="1", dog_id="d", custody_basis="STRAY", status="HOLDING", opened_at=NOW)
A_DAY = timedelta(days=1)


def a_hold(kind: str = "SEIZURE", **changed: Any) -> Hold:
    hold = rules.hold(STAY, kind, "扣押", "wang", "h", None, NOW)
    for name, value in changed.items():
        setattr(hold, name, value)
    return hold


def kinds(hold: Hold, way_out: str, at: Any, now: Any) -> list[str]:
    return [one.kind for one in broken.broken_by([hold], way_out, "STRAY", LAWS, at, now)]


# ---- rules ----------------------------------------------------------------------------------------------


def test_a_hold_is_broken_by_the_ways_out_that_it_closes() -> None:
    quarantine = a_hold("QUARANTINE", until=NOW + 14 * A_DAY)

    assert kinds(quarantine, "ADOPTED", NOW, NOW) == ["QUARANTINE"]
    assert kinds(quarantine, "RECLAIMED", NOW, NOW) == kinds(quarantine, "DECEASED", NOW, NOW) == []


def test_a_hold_that_stood_then_is_broken_and_one_that_was_over_is_not() -> None:
    then = a_hold(released_at=NOW + 5 * A_DAY, released_by="li")
    timed = a_hold("QUARANTINE", until=NOW + 5 * A_DAY)

    for hold in (then, timed):
        assert kinds(hold, "ADOPTED", NOW + 4 * A_DAY, NOW + 9 * A_DAY), "we only hear of it late"
        assert not kinds(hold, "ADOPTED", NOW + 6 * A_DAY, NOW + 9 * A_DAY)
        assert not kinds(hold, "ADOPTED", NOW - A_DAY, NOW + 9 * A_DAY), "before anything held it"


def test_a_date_before_the_hold_was_placed_breaks_it_as_long_as_it_stands() -> None:
    assert kinds(a_hold(), "ADOPTED", NOW - 900 * A_DAY, NOW)


@pytest.mark.parametrize(("kind", "name"), [("SEIZURE", "SEIZURE"), ("EVIDENCE", None)])
def test_the_name_of_a_hold_is_told_only_where_others_may_know_it(kind: str, name: str | None) -> None:
    _, event = broken.break_(a_hold(kind), LAWS[kind], "ADOPTED", NOW, NOW)

    assert isinstance(event, HoldBroken) and event.hold == name


def test_an_alarm_is_seen_to_once() -> None:
    alarm, _ = broken.break_(a_hold(), LAWS["SEIZURE"], "ADOPTED", NOW, NOW)
    broken.acknowledge(alarm, Who("li", ("officer",)), "已追回", NOW)

    assert (alarm.seen_by, alarm.seen_because) == ("li", "已追回")
    with pytest.raises(AlreadyDecided, match="li"):
        broken.acknowledge(alarm, Who("wu", ("officer",)), "再看", NOW)


# ---- in the house ---------------------------------------------------------------------------------------


@pytest.fixture
def seized(wang: Client) -> dict[str, Any]:
    """A dog under seizure, of which adoption has not heard yet."""
    dog = taken_in(wang)
    held = wang.post(f"/intake/v1/stays/{dog['stay_id']}/holds", {"hold": "SEIZURE", "because": "涉案扣押"})
    assert held.status == 201
    return dog


def adopted(dog: dict[str, Any]) -> DogAdopted:
    return DogAdopted(
        occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id=dog["stay_id"], adoption_id="a", person="p"
    )


def returned(dog: dict[str, Any]) -> DogReturned:
    return DogReturned(
        occurred_at=clock.now(), dog_id=dog["dog_id"], stay_id="second", return_id="r", reason="搬家",
        left_by="ADOPTED",
    )  # fmt: skip


def alarms(client: Client) -> list[tuple[str, str]]:
    found = client.get("/intake/v1/due").json()["broken"]
    return sorted((one["hold"], one["way_out"]) for one in found)


def test_an_exit_against_a_hold_ends_the_stay_and_raises_an_alarm(
    wang: Client, store: Store, seized: dict[str, Any]
) -> None:
    """It has left, that is a fact; nobody ended the hold, that is another."""
    tell(store, adopted(seized))

    everything = ["CLAIM_WINDOW", "QUARANTINE", "SEIZURE"]
    assert alarms(wang) == [(kind, "ADOPTED") for kind in everything]
    assert told(store, seized).count("hold.broken") == 3
    assert told(store, seized)[-1] == "hold.released" and "stay.closed" in told(store, seized)
    assert shown(wang, seized)["status"] == "ADOPTED"


def test_an_owner_who_gets_a_seized_dog_raises_an_alarm_of_that_alone(
    wang: Client, store: Store, seized: dict[str, Any]
) -> None:
    facts = {"dog_id": seized["dog_id"], "stay_id": seized["stay_id"], "reclaim_id": "r", "person": "p"}
    tell(store, DogReclaimed(occurred_at=clock.now(), **facts))

    assert alarms(wang) == [("SEIZURE", "RECLAIMED")]


def test_an_exit_that_nothing_closes_raises_none(wang: Client, store: Store) -> None:
    dog = taken_in(wang)
    facts = {"dog_id": dog["dog_id"], "stay_id": dog["stay_id"], "reclaim_id": "r", "person": "p"}
    tell(store, DogReclaimed(occurred_at=clock.now(), **facts))

    assert alarms(wang) == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_what_was_broken_holds_the_dog_again_when_it_is_back(
    wang: Client, store: Store, seized: dict[str, Any], order: tuple[int, ...]
) -> None:
    """Else handing a dog over and taking it back would end what takes two people."""
    events = (adopted(seized), returned(seized))
    for n in order:
        tell(store, events[n], first=n + 1)

    second = {"stay_id": "second"}
    assert standing(wang, second) == ["CLAIM_WINDOW", "QUARANTINE", "SEIZURE"]
    assert shown(wang, second)["blocked"]["RECLAIMED"] == ["SEIZURE"]
    placed = [kind for kind in told(store, seized) if kind == "hold.placed"]
    assert len(placed) == 1 + 3, "adoption hears of each again"


def test_who_may_see_to_an_alarm_says_what_was_done(
    wang: Client, vet: Client, signed_in: As, store: Store, seized: dict[str, Any]
) -> None:
    tell(store, adopted(seized))
    hold = next(
        one["hold_id"] for one in wang.get("/intake/v1/due").json()["broken"] if one["hold"] == "SEIZURE"
    )
    path = f"/intake/v1/broken-holds/{hold}/acknowledgement"

    assert [vet.post(path, BECAUSE).status, wang.post(path, {"because": ""}).status] == [403, 422]
    assert signed_in("jin", "legal").post(path, BECAUSE).json()["seen_by"] == "jin"

    assert ("SEIZURE", "ADOPTED") not in alarms(wang)
    assert "jin" in wang.get("/intake/due/").text, "who has seen to it stands on the day's page"
    assert wang.post(path, BECAUSE).status == 409
    assert wang.post("/intake/v1/broken-holds/none/acknowledgement", BECAUSE).status == 404


def test_the_page_shows_alarms_first_and_takes_what_was_done(
    running: Client, wang: Client, store: Store, seized: dict[str, Any]
) -> None:
    tell(store, adopted(seized))
    browser = {
        "Cookie": f"{auth.COOKIE}={wang.token}",
        "Sec-Fetch-Site": "same-origin",
        "Accept": "text/html",
    }

    def page() -> str:
        return running.ask("GET", "/intake/due/", headers=browser).text

    before = page()
    assert 0 < before.index("犬已离所") < before.index("等另一人确认")
    hold = next(
        one["hold_id"] for one in wang.get("/intake/v1/due").json()["broken"] if one["hold"] == "SEIZURE"
    )
    form = {"act": "see_to", "of": hold, "key": "k", "because": "已追回，立案调查"}
    browser["Content-Type"] = "application/x-www-form-urlencoded"
    assert running.ask("POST", "/intake/due/", urlencode(form), browser).status == 303

    assert page().count("已处理 HH") == before.count("已处理 HH") - 1
