"""What the contract keeps from the public no public answer tells, neither by a word nor by a silence.

Why a dog is here, what keeps it and how it is: dogs that differ in nothing else look alike to everybody.
"""

import difflib
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, get_args

import pytest

from services.intake.holds.store import laws
from shared import clock
from shared.events import BY_TYPE
from shared.events.event import CustodyBasis
from tests.extremes.conftest import Town
from tests.intake.conftest import a_dog
from tests.servers import Answer
from tests.system import until

CITIZEN = {"name": "乌兰", "phone": "13812345678"}
LOOKED_FOR = {"STRAY", "LOST_REGISTERED"}  # the notice says in public that their owner may come
TIMES = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+\d\d:\d\d)")
IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}")
NUMBERS = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")  # of what is asked for
KEYS = re.compile(r'name="key" value="[^"]*"')

pytestmark = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
Dog = dict[str, Any]


def found(days_ago: float, **changed: Any) -> Dog:
    """All from one place, on one day: nothing that is public tells them apart."""
    at = clock.now() - timedelta(days=days_ago)
    return a_dog(found_time=at.isoformat(timespec="seconds"), age_months=None, **changed)


class Desk:
    """Those who know more."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.intake = town.clients["intake"].signed_in(town.token)

    def takes_in(self, new: Dog) -> Dog:
        taken = self.intake.post("/intake/v1/dogs", new)
        assert taken.status == 201, taken.text
        dog: Dog = taken.json()
        return dog

    def does(self, dog: Dog, act: str, **told: Any) -> Answer:
        return self.intake.post(f"/intake/v1/stays/{dog['stay_id']}/{act}", told)

    def until_all_know(self, dogs: list[Dog]) -> None:
        for dog in dogs:
            until(lambda dog=dog: self._page(dog).status == 200)  # type: ignore[misc]
            until(lambda dog=dog: self._known(dog))  # type: ignore[misc]

    def _page(self, dog: Dog) -> Answer:
        return self.town.clients["registry"].get(f"/t/{dog['tag']['code']}")

    def _known(self, dog: Dog) -> bool:
        """Adoption has heard of it all that intake has said, and so has the registry."""
        adoption = self.town.clients["adoption"].signed_in(self.town.token)
        registry = self.town.clients["registry"].signed_in(self.town.token)
        status = self.intake.get(f"/intake/v1/dogs/{dog['dog_id']}").json()["stays"][-1]["status"]
        known = adoption.get(f"/adoption/v1/dogs/{dog['dog_id']}")
        record = registry.get(f"/registry/v1/dogs/{dog['dog_id']}")
        return known.status == 200 and known.json()["status"] == record.json()["status"] == status


def told_of(town: Town, dog: Dog) -> dict[str, str]:
    """All that a stranger is told who asks for this dog, without what names it."""
    registry, adoption = town.clients["registry"], town.clients["adoption"]
    tag, at = f"/t/{dog['tag']['code']}", f"/adoption/dogs/{dog['dog_id']}"
    door = f"/adoption/v1/dogs/{dog['dog_id']}"
    answers = {
        "tag": registry.get(tag, Accept="application/json"),
        "tag page": registry.get(tag, Accept="text/html"),
        "tag page in English": registry.get(f"{tag}?lang=en", Accept="text/html"),
        "page of the dog": adoption.get(at, Accept="text/html"),
        "claim page": adoption.get(f"{at}/reclaim", Accept="text/html"),
        "its record": adoption.get(door),
        "application": adoption.post(f"{door}/applications", CITIZEN),
        "application by page": _sent(town, at),
    }
    told = {name: f"{answer.status} {_without_names(answer.text, dog)}" for name, answer in answers.items()}
    told["gallery"] = str(dog["dog_id"] in adoption.get("/adoption/v1/dogs?limit=200").text)
    told["feed"] = _without_names(str(sorted(map(str, _feed(town, dog)))), dog)
    return told


def _sent(town: Town, page: str) -> Answer:
    form = "name=%E4%B9%8C%E5%85%B0&phone=13812345678"
    kind = {"Content_Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
    return town.clients["adoption"].post(page, form, **kind)


def _feed(town: Town, dog: Dog) -> Iterator[Any]:
    for event in town.clients["notify"].get("/notify/v1/events?limit=500").json()["events"]:
        if event["subject"] == dog["dog_id"]:
            assert set(event["data"]) <= set(BY_TYPE[event["type"]].public)
            yield event["type"], event["data"]


def _without_names(text: str, dog: Dog) -> str:
    code = dog["tag"]["code"]
    for name in (dog["stay_no"], code, "-".join(re.findall("....", code)), dog["dog_id"], dog["stay_id"]):
        text = text.replace(name, "…")
    return KEYS.sub("", TIMES.sub("", NUMBERS.sub("…", IDS.sub("…", text))))


def differences(told: dict[str, dict[str, str]]) -> list[str]:
    """What is answered differently of any of them than of the first."""
    (first, usual), *others = told.items()
    return [
        f"{answer}: {name} and {first}: {' '.join(_changed(usual[answer], said[answer]))}"
        for name, said in others
        for answer in usual
        if said[answer] != usual[answer]
    ]


def _changed(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


def alike(town: Town, dogs: dict[str, Dog]) -> None:
    found = differences({name: told_of(town, dog) for name, dog in dogs.items()})
    assert not found, "\n".join(found)


def test_nobody_sees_why_a_dog_is_here_or_what_keeps_it(town: Town) -> None:
    desk = Desk(town)
    shut = [basis for basis in get_args(CustodyBasis) if basis not in LOOKED_FOR]
    kept = {basis: desk.takes_in(found(2, custody_basis=basis)) for basis in shut}
    kept["STRAY, long ago"] = desk.takes_in(found(40))
    open_ = {"as it came": desk.takes_in(found(2))}
    for hold in laws():
        held = desk.takes_in(found(2))
        ends = {"until": (clock.now() + timedelta(days=9)).isoformat()}
        answers = [desk.does(held, "holds", hold=hold, because="因故留置", **more) for more in ({}, ends)]
        if any(answer.status == 201 for answer in answers):
            open_[hold] = held
    ill = {basis: desk.takes_in(found(2, custody_basis=basis)) for basis in ("STRAY", "EVIDENCE")}
    for dog in ill.values():
        treated = desk.does(dog, "treatment", note="犬瘟热抗原阳性")
        assert treated.status == 201, treated.text
    assert len(open_) > 4 and {"SEIZED", "EVIDENCE", "OBSERVATION", "CONFISCATED"} < set(kept)
    desk.until_all_know([*kept.values(), *open_.values(), *ill.values()])

    alike(town, kept)
    alike(town, open_)
    alike(town, ill)


def test_a_claim_is_answered_alike_whatever_the_law_says_of_the_dog(town: Town) -> None:
    desk = Desk(town)
    dogs = {basis: desk.takes_in(found(2, custody_basis=basis)) for basis in get_args(CustodyBasis)}
    desk.until_all_know(list(dogs.values()))
    adoption = town.clients["adoption"]

    answers = {
        basis: adoption.post(
            f"/adoption/v1/dogs/{dog['dog_id']}/reclaims", CITIZEN | {"phone": f"1381234567{n}"}
        )
        for n, (basis, dog) in enumerate(dogs.items())
    }

    said = {basis: _without_names(answer.text, dogs[basis]) for basis, answer in answers.items()}
    assert len(set(said.values())) == 1, said
    assert {answer.status for answer in answers.values()} == {201}
