"""Adoption's doors, on the real service."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from services.adoption.applications.models import Application
from services.adoption.dogs.models import Dog
from services.adoption.law import opening_on
from services.adoption.looks.models import Look
from services.adoption.people.models import Person
from services.adoption.visits.rules import next_open_days
from shared import clock
from shared.events import CustodyChanged, DogDied, HoldPlaced, HoldReleased, StayClosed, StayOpened
from tests.adoption.conftest import LONG_AGO, SEEN, House, intaken, vaccinated

WULAN = {"name": "乌兰其其格", "phone": "+86 13812345678", "id_number": "159900199001010018",
         "email": "wulan@example.cn", "note": "家住新城区某巷 5 号"}  # fmt: skip
BATER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹，左耳有缺口", "licence_no": "蒙A-0017"}
AT_TEN = {"handed_over_at": "2026-07-14T02:00:00Z"}
PERSONAL = ["乌兰其其格", "13812345678", "159900199001010018", "wulan@example.cn", "某巷", "巴特尔",
            "13987654321", "黑豹", "蒙A-0017"]  # fmt: skip


def applied(house: House, dog: str, phone: str = WULAN["phone"]) -> str:
    answer = house.ask(f"/dogs/{dog}/applications", WULAN | {"phone": phone})
    assert answer.status == 201, answer.text
    return str(answer.json()["application_id"])


def adopted(house: House, dog: str) -> str:
    application = applied(house, dog)
    assert house.post(f"/applications/{application}/approval", None, "adoption").status == 201
    answer = house.post(f"/applications/{application}/adoption", SEEN, "adoption")
    assert answer.status == 201, answer.text
    return str(answer.json()["adoption_id"])


def test_a_family_takes_a_dog_home(house: House, dog: str) -> None:
    answer = house.ask(f"/dogs/{dog}/applications", WULAN)
    application = answer.json()["application_id"]
    assert (answer.status, answer.json()["status"]) == (201, "PENDING")

    approved = house.post(f"/applications/{application}/approval", None, "adoption")
    home = house.post(f"/applications/{application}/adoption", SEEN | AT_TEN, "adoption")

    assert (approved.status, approved.json()["status"]) == (201, "APPROVED")
    assert (home.status, home.json()["stay_id"]) == (201, "dog-stay-1")
    assert house.told() == [
        "dog.became-adoptable",
        "adoption.applied-for",
        "adoption.approved",
        "dog.adopted",
    ]
    assert '"occurred_at":"2026-07-14T02:00:00Z"' in house.journal()[-1].data
    assert house.get("/counts", "auditor").json()["adopted"] == 1
    assert house.get("/dogs").json()["dogs"] == []


@pytest.mark.parametrize(
    ("facts", "vaccine", "word"),
    [
        ({"claim_until": clock.now() + timedelta(days=3)}, True, "招领期到"),
        ({}, False, "ask at the desk"),
        ({"custody_basis": "SEIZED"}, True, "ask at the desk"),
        ({"status": "TRANSFERRED"}, True, "not in our care"),
    ],
)
def test_a_dog_that_is_not_adoptable_says_why(
    house: House, facts: dict[str, Any], vaccine: bool, word: str
) -> None:
    house.hears(intaken(**facts), *([vaccinated()] if vaccine else []))

    answer = house.ask("/dogs/dog/applications", WULAN)

    assert answer.status == 409
    assert answer.json()["type"] == "/problems/DogNotAdoptable"
    assert word in answer.json()["detail"]
    assert house.rows(sa.select(Person)) == []


def test_a_reserved_dog_is_no_longer_offered_but_other_applications_wait(house: House, dog: str) -> None:
    first, second = applied(house, dog), applied(house, dog, "13712345678")
    house.post(f"/applications/{first}/approval", None, "adoption")

    assert "reserved" in house.ask(f"/dogs/{dog}/applications", WULAN).json()["detail"]
    waiting = house.get("/applications?status=PENDING", "adoption").json()["applications"]
    assert [application["application_id"] for application in waiting] == [second]

    house.post(f"/applications/{first}/refusal", {"reason": "改变主意"}, "adoption")
    assert house.told()[-1] == "dog.became-adoptable"
    assert house.post(f"/applications/{second}/approval", None, "adoption").status == 201


def test_the_others_are_closed_when_the_dog_has_gone_home(house: House, dog: str) -> None:
    second = applied(house, dog, "13712345678")
    adopted(house, dog)

    found = house.rows(sa.select(Application).where(sa.inspect(Application).c.application_id == second))
    assert found[0].status == "CLOSED"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"phone": "12345"}, "手机号"),
        ({"id_number": "159900199001010019"}, "身份证"),
        ({"id_number": "15990020200615002X"}, "身份证"),
        ({"name": " "}, ""),
        ({"colour": "YW"}, ""),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_correct(
    house: House, dog: str, change: dict[str, str], word: str
) -> None:
    answer = house.ask(f"/dogs/{dog}/applications", WULAN | change)

    assert answer.status == 422
    assert word in answer.text


def test_minors_cannot_adopt(house: House, dog: str) -> None:
    digits = "15990020150615001"
    check = "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(digits)) % 11]

    answer = house.ask(f"/dogs/{dog}/applications", WULAN | {"id_number": digits + check})

    assert (answer.status, answer.json()["minimum_age"]) == (422, 18)


def test_the_same_key_applies_once(house: House, dog: str) -> None:
    answers = [house.ask(f"/dogs/{dog}/applications", WULAN, Idempotency_Key="k1") for _ in range(2)]

    assert answers[0].json() == answers[1].json()
    assert len(house.rows(sa.select(Application))) == 1


def test_an_owner_takes_the_dog_back_within_the_claim_window(house: House) -> None:
    house.hears(intaken(claim_until=clock.now() + timedelta(days=3)))
    asked = house.ask("/dogs/dog/reclaims", BATER)

    back = house.post(f"/reclaims/{asked.json()['reclaim_id']}/handover", SEEN, "adoption")

    assert (asked.status, asked.json()["status"]) == (201, "REQUESTED")
    assert (back.status, back.json()["status"]) == (201, "RECLAIMED")
    assert house.told() == ["reclaim.requested", "dog.reclaimed"]
    assert house.get("/counts", "auditor").json()["reclaimed"] == 1
    assert house.ask("/dogs/dog/reclaims", BATER).status == 409


def test_while_somebody_claims_a_dog_nobody_can_have_it(house: House, dog: str) -> None:
    application = applied(house, dog)
    house.post(f"/applications/{application}/approval", None, "adoption")
    reclaim = house.accept(house.ask(f"/dogs/{dog}/reclaims", BATER))

    stopped = house.post(f"/applications/{application}/adoption", SEEN, "adoption")
    assert stopped.json()["type"] == "/problems/DogClaimed"
    assert house.get("/dogs").json()["dogs"] == []

    refused = house.post(f"/reclaims/{reclaim}/refusal", {"reason": "芯片与证件不符"}, "adoption")
    assert refused.json()["status"] == "REFUSED"
    assert house.post(f"/applications/{application}/adoption", SEEN, "adoption").status == 201
    assert house.told()[-2:] == ["reclaim.refused", "dog.adopted"]


def test_a_dog_whose_claim_was_refused_is_offered_again(house: House, dog: str) -> None:
    reclaim = house.accept(house.ask(f"/dogs/{dog}/reclaims", BATER))

    house.post(f"/reclaims/{reclaim}/refusal", {"reason": "芯片与证件不符"}, "adoption")

    assert house.told()[-2:] == ["reclaim.refused", "dog.became-adoptable"]
    assert len(house.get("/dogs").json()["dogs"]) == 1


@pytest.mark.parametrize("basis", ["SEIZED", "EVIDENCE", "OBSERVATION"])
def test_dogs_held_by_law_are_never_handed_back_and_only_the_desk_says_so(house: House, basis: str) -> None:
    house.hears(intaken(custody_basis=basis, claim_until=None))

    asked = house.ask("/dogs/dog/reclaims", BATER)
    taken = house.post(f"/reclaims/{asked.json()['reclaim_id']}/acceptance", None, "adoption")
    answer = house.post(f"/reclaims/{asked.json()['reclaim_id']}/handover", SEEN, "adoption")

    assert (asked.status, basis in asked.text) == (201, False)
    assert (answer.status, answer.json()["type"]) == (409, "/problems/NeverReclaimable")
    assert (taken.status, house.told()) == (409, [])


def test_a_dog_comes_back_and_is_offered_again(house: House, dog: str) -> None:
    assert house.post(f"/dogs/{dog}/returns", {"reason": "搬家"}, "adoption").status == 409
    adopted(house, dog)

    back = house.post(f"/dogs/{dog}/returns", {"reason": "搬家"}, "adoption")

    assert (back.status, back.json()["left_by"]) == (201, "ADOPTED")
    new_stay = back.json()["stay_id"]
    assert house.told()[-2:] == ["dog.returned", "dog.became-adoptable"]
    assert [f'"stay_id":"{new_stay}"' in row.data for row in house.journal()[-2:]] == [True, True]
    adopted(house, dog)
    steps = [step["kind"] for step in house.get(f"/dogs/{dog}", "auditor").json()["steps"]]
    assert sorted(steps) == ["adoption", "adoption", "application", "application", "return"]


def test_late_news_of_a_stay_that_is_over_changes_nothing(house: House, dog: str) -> None:
    adopted(house, dog)
    new_stay = house.post(f"/dogs/{dog}/returns", {"reason": "搬家"}, "adoption").json()["stay_id"]

    house.hears(StayClosed(dog_id=dog, stay_id="dog-stay-1", outcome="ADOPTED", occurred_at=LONG_AGO))

    known = house.get(f"/dogs/{dog}", "auditor").json()
    assert (known["stay_id"], known["gone"], known["obstacle"]) == (new_stay, None, None)
    assert house.told().count("dog.became-adoptable") == 2


def test_nobody_gets_a_dog_that_ran_away_and_once_caught_its_holds_count(house: House, dog: str) -> None:
    house.hears(StayClosed(dog_id=dog, stay_id="dog-stay-1", outcome="ESCAPED", occurred_at=LONG_AGO))

    refused = house.ask(f"/dogs/{dog}/applications", WULAN)
    assert (refused.status, "not in our care" in refused.json()["detail"]) == (409, True)
    assert house.ask(f"/dogs/{dog}/reclaims", BATER).status == 409
    assert house.get("/dogs").json()["dogs"] == []

    house.hears(caught_again(dog, holds={"quarantine": clock.now() + timedelta(days=14)}))
    refused = house.ask(f"/dogs/{dog}/applications", WULAN)
    assert (refused.status, "ask at the desk" in refused.json()["detail"]) == (409, True)
    assert house.told().count("dog.became-adoptable") == 1


def test_an_owner_who_asked_before_it_ran_away_gets_it_from_its_new_stay(house: House, dog: str) -> None:
    reclaim = house.accept(house.ask(f"/dogs/{dog}/reclaims", BATER))
    house.hears(StayClosed(dog_id=dog, stay_id="dog-stay-1", outcome="ESCAPED", occurred_at=LONG_AGO))
    assert house.post(f"/reclaims/{reclaim}/handover", SEEN, "adoption").status == 409
    house.hears(caught_again(dog))

    assert house.post(f"/reclaims/{reclaim}/handover", SEEN, "adoption").status == 201

    assert '"stay_id":"dog-stay-2"' in house.journal()[-1].data


def test_a_dog_with_a_foster_family_can_be_adopted(house: House, dog: str) -> None:
    house.hears(CustodyChanged(dog_id=dog, stay_id="dog-stay-1", status="FOSTERED", occurred_at=LONG_AGO))

    adopted(house, dog)


def caught_again(dog: str, **more: Any) -> StayOpened:
    return StayOpened(
        dog_id=dog, stay_id="dog-stay-2", stay_no="HH-2", status="QUARANTINE", occurred_at=LONG_AGO, **more
    )


def test_a_dead_dog_is_not_handed_over(house: House, dog: str) -> None:
    application = applied(house, dog)
    house.post(f"/applications/{application}/approval", None, "adoption")
    house.hears(DogDied(dog_id=dog, cause="x", occurred_at=LONG_AGO))

    assert house.post(f"/applications/{application}/adoption", SEEN, "adoption").status == 409
    assert house.get("/counts", "auditor").json()["died"] == 1


def test_a_dog_that_is_kept_for_a_family_is_not_handed_over_while_it_is_held(house: House, dog: str) -> None:
    application = applied(house, dog)
    house.post(f"/applications/{application}/approval", None, "adoption")
    handover = f"/applications/{application}/adoption"
    hold = {"dog_id": dog, "stay_id": "dog-stay-1", "hold_id": "h", "hold": "BEHAVIOUR"}
    held = CustodyChanged(dog_id=dog, stay_id="dog-stay-1", status="HOLDING", occurred_at=LONG_AGO)

    house.hears(HoldPlaced(**hold, blocks=["ADOPTED"], occurred_at=LONG_AGO), held)
    for when in ({}, AT_TEN):
        refused = house.post(handover, SEEN | when, "adoption")
        assert (refused.status, "It is held" in refused.json()["detail"]) == (409, True)

    house.hears(HoldReleased(**hold, early=True, occurred_at=LONG_AGO))
    assert house.post(handover, SEEN, "adoption").status == 201
    assert house.told().count("adoption.approved") == 1


def test_nothing_is_handed_over_in_the_future(house: House, dog: str) -> None:
    application = applied(house, dog)
    house.post(f"/applications/{application}/approval", None, "adoption")
    later = (clock.now() + timedelta(hours=1)).isoformat()

    assert (
        house.post(
            f"/applications/{application}/adoption", SEEN | {"handed_over_at": later}, "adoption"
        ).status
        == 422
    )


def test_visitors_book_open_days_until_they_are_full(house: House) -> None:
    day = next_open_days(clock.now(), opening_on)[1]
    visit = {"day": day.isoformat(), "people": 4, "name": "家", "phone": "13812345678"}
    closed = next(day + timedelta(n) for n in range(1, 7) if (day + timedelta(n)).isoweekday() == 1)

    answers = [
        house.ask("/visits", visit | {"phone": f"138{number:08}"}).status
        for number in range(opening_on(day).capacity // 4)
    ]

    assert set(answers) == {201}
    assert house.ask("/visits", visit).json()["type"] == "/problems/FullyBooked"
    not_open = house.ask("/visits", visit | {"day": closed.isoformat()})
    assert not_open.json()["type"] == "/problems/NotAnOpenDay"
    assert day.isoformat() in not_open.json()["next_open_days"]
    assert house.ask("/visits", visit | {"people": 5, "day": day.isoformat()}).status == 422
    assert house.told() == ["visit.booked"] * len(answers)


def test_the_list_is_read_page_by_page_and_filtered(house: House) -> None:
    sizes = ["S", "M", "L", "S", "M"]
    for number, size in enumerate(sizes):
        house.hears(
            intaken(f"d{number}", size=size, sex="female" if number == 3 else "male"),
            vaccinated(f"d{number}"),
        )

    seen, after = [], ""
    while after is not None:
        page = house.get(f"/dogs?limit=2&after={after}").json()
        seen += [dog["dog_id"] for dog in page["dogs"]]
        after = page["next"]

    assert seen == ["d0", "d1", "d2", "d3", "d4"]
    assert [d["dog_id"] for d in house.get("/dogs?size=S").json()["dogs"]] == ["d0", "d3"]
    assert [d["dog_id"] for d in house.get("/dogs?size=S&sex=female").json()["dogs"]] == ["d3"]
    assert house.get("/dogs?after=nonsense").status == 422
    assert house.get("/dogs?size=XXL").status == 422


def test_personal_data_is_sealed_masked_and_never_in_an_event(house: House, dog: str) -> None:
    application = applied(house, dog)
    house.ask(f"/dogs/{dog}/reclaims", BATER)
    day = next_open_days(clock.now(), opening_on)[0]
    house.ask("/visits", {"day": day.isoformat(), "people": 1, "name": "乌兰其其格", "phone": "13812345678"})

    journal = "".join(str(tuple(row)) for row in house.journal())
    house.service.store.engine.dispose()
    files = b"".join(file.read_bytes() for file in house.service.settings.data.glob("adoption.db*"))

    assert not [text for text in PERSONAL if text in journal]
    assert not [text for text in PERSONAL if text.encode() in files and len(text) > 4]
    page = house.get("/applications", "auditor").json()["applications"][0]
    assert (page["application_id"], page["name"], page["phone"]) == (application, "乌****", "138****5678")
    claim = house.get("/reclaims", "auditor").json()["reclaims"][0]
    assert (claim["name"], claim["phone"]) == ("巴**", "139****4321")
    assert not [text for text in PERSONAL if text in house.get(f"/dogs/{dog}", "auditor").text]


def test_who_opens_a_persons_data_is_recorded(house: House, dog: str) -> None:
    applied(house, dog)
    person = house.rows(sa.select(Person))[0].person

    why = {"purpose": "CONTACT", "note": "电话核实"}
    looked = house.post(f"/people/{person}/looks", why, "officer", Idempotency_Key="k")

    assert looked.status == 201
    told = looked.json()
    assert (told["name"], told["phone"]) == ("乌兰其其格", "13812345678")
    assert told["id_number"] == "159900199001010018"
    (look,) = house.rows(sa.select(Look))
    assert (look.person, look.who, look.purpose, look.note) == (person, "officer-1", "CONTACT", "电话核实")
    with house.service.store.read() as work:
        assert "乌兰" not in str(work.connection().exec_driver_sql("select * from idempotency").all())
    assert house.post(f"/people/{person}/looks", {"purpose": "curious"}, "officer").status == 422
    assert house.post(f"/people/{person}/looks", {"purpose": "OTHER"}, "officer").status == 422
    assert house.post("/people/nobody/looks", why, "officer").status == 404
    assert house.post(f"/people/{person}/looks", why | {"record": "x"}, "officer").status == 404
    assert len(house.rows(sa.select(Look))) == 1


@pytest.mark.parametrize(
    ("path", "body", "allowed"),
    [
        ("/applications/x/approval", None, ["adoption", "admin"]),
        ("/applications/x/refusal", {"reason": "x"}, ["adoption", "admin"]),
        ("/applications/x/adoption", {}, ["adoption", "admin"]),
        ("/reclaims/x/handover", {}, ["adoption", "admin"]),
        ("/reclaims/x/refusal", {"reason": "x"}, ["adoption", "admin"]),
        ("/dogs/x/returns", {"reason": "x"}, ["adoption", "admin"]),
        ("/handovers/x/undo", {"reason": "x"}, ["adoption", "admin"]),
        ("/people/x/looks", {"purpose": "CONTACT"}, ["adoption", "officer", "admin"]),
    ],
)
def test_doors_are_for_those_named_on_them(house: House, path: str, body: object, allowed: list[str]) -> None:
    assert house.post(path, body).status == 401
    for role in ("admin", "officer", "keeper", "vet", "adoption", "auditor"):
        assert house.post(path, body, role).status == (404 if role in allowed else 403), role


def test_lists_of_people_are_for_staff(house: House) -> None:
    for path in (
        "/applications",
        "/reclaims",
        "/handovers",
        "/handovers/x",
        "/counts",
        "/dogs/dog",
        "/imports/x",
    ):
        assert house.get(path).status == 401


def test_an_unknown_dog_is_not_found(house: House) -> None:
    assert house.ask("/dogs/nobody/applications", WULAN).status == 404
    assert house.ask("/dogs/nobody/reclaims", BATER).status == 404
    assert house.rows(sa.select(Dog)) == []


def test_the_same_on_postgresql(house_on_postgresql: House) -> None:
    house = house_on_postgresql
    house.hears(intaken("dog"), vaccinated("dog"))
    adopted(house, "dog")
    house.post("/dogs/dog/returns", {"reason": "搬家"}, "adoption")

    assert [d["dog_id"] for d in house.get("/dogs?limit=1").json()["dogs"]] == ["dog"]
    after = house.get("/dogs?limit=1").json()["next"]
    assert house.get(f"/dogs?after={after}").json()["dogs"] == []
    assert house.get("/counts", "auditor").json() == {
        "dogs": 1, "adopted": 1, "reclaimed": 0, "returned": 1, "listed": 1, "died": 0,
    }  # fmt: skip


def test_the_doors_describe_themselves(house: House) -> None:
    described = house.client.get("/adoption/openapi.json").json()["paths"]

    assert "/adoption/v1/dogs/{dog_id}/applications" in described
    assert "text/csv" in described["/adoption/v1/imports"]["post"]["requestBody"]["content"]
    assert not [path for path in described if path.startswith("/adoption/desk")]


@pytest.mark.parametrize(
    ("day", "why"),
    [("0001-01-01", "最早可写 2020"), ("2010-06-01", "最早可写 2020"), ("9999-12-31", "最晚可写")],
)
def test_a_visit_is_on_a_day_of_which_the_law_knows(house: House, day: str, why: str) -> None:
    answer = house.ask("/visits", {"day": day, "name": "乌兰", "phone": "13812345678"})

    assert (answer.status, why in answer.json()["errors"][0]["detail"]) == (422, True)
