"""What nobody has proved changes nothing: attacks on claims, applications and visits, on a real one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa

from services.adoption.law import opening_on
from services.adoption.my import ending
from services.adoption.people.models import Person
from services.adoption.slips.models import Slip
from services.adoption.visits.rules import next_open_days
from shared import clock
from tests.adoption.conftest import House, intaken, vaccinated
from tests.adoption.my.conftest import BATER, WULAN, Postman, claim, state


def test_300_anonymous_claims_empty_no_gallery_and_stop_no_handover(house: House) -> None:
    dogs = [f"d{number}" for number in range(6)]
    for dog in dogs:
        house.hears(intaken(dog), vaccinated(dog))
    family = house.ask("/dogs/d0/applications", WULAN).json()["application_id"]
    assert house.post(f"/applications/{family}/approval", None, "adoption").status == 201
    told = house.told()
    who = [(dogs[n % 6], {"name": f"人{n}", "phone": f"137{n:08}"}) for n in range(300)]

    with ThreadPoolExecutor(8) as strangers:
        statuses = list(strangers.map(lambda one: house.post(f"/dogs/{one[0]}/reclaims", one[1]).status, who))

    assert set(statuses) == {201}
    assert house.told() == told
    assert len(house.get("/dogs").json()["dogs"]) == 5
    assert "13700000000" not in house.page("/adoption/desk", "adoption").text
    honest = house.ask("/dogs/d1/reclaims", BATER).json()["reclaim_id"]
    desk = house.page("/adoption/desk", "adoption").text
    assert f"reclaims/{honest}" in desk and "另放 300 份" in desk
    home = house.post(f"/applications/{family}/adoption", {"proof_seen": ["IDENTITY"]}, "adoption")
    assert home.status == 201


def test_400_bookings_take_no_place(house: House) -> None:
    day = next_open_days(clock.now(), opening_on)[1]
    visits = [{"day": day.isoformat(), "people": 4, "name": "人", "phone": f"137{n:08}"} for n in range(100)]

    with ThreadPoolExecutor(8) as strangers:
        assert set(strangers.map(lambda one: house.post("/visits", one).status, visits)) == {201}

    assert house.told() == []
    family = house.ask("/visits", visits[0] | {"phone": WULAN["phone"]})
    assert (family.status, family.json()["status"]) == (201, "BOOKED")
    seen = house.get(f"/visits?day={day}", "adoption").json()
    assert (seen["booked"], len(seen["visits"])) == (4, 1)


def test_a_claim_counts_when_its_code_is_said_and_touches_the_dog_when_staff_accept_it(
    house: House, dog: str, post: Postman
) -> None:
    asked = claim(house)
    letter = post.letter()
    assert (letter["to"], letter["way"], letter["for"]) == (BATER["phone"], "sms", asked["reference"])
    with house.service.store.read() as work:
        slip = work.scalars(sa.select(Slip)).one()
        assert letter["code"] not in str(slip.model_dump())
    early = house.post(f"/reclaims/{asked['reclaim_id']}/acceptance", None, "adoption")
    assert (early.status, early.json()["type"]) == (409, "/problems/NotProven")

    proven = house.post(f"/reclaims/{asked['reclaim_id']}/proof", {"code": letter["code"]})

    assert (proven.status, proven.json()["status"]) == (200, "REQUESTED")
    assert house.told() == ["dog.became-adoptable"]
    assert len(house.get("/dogs").json()["dogs"]) == 1
    accepted = house.post(f"/reclaims/{asked['reclaim_id']}/acceptance", None, "adoption")
    assert (accepted.status, accepted.json()["status"]) == (201, "PLAUSIBLE")
    assert house.told()[-1] == "reclaim.requested"
    assert house.get("/dogs").json()["dogs"] == []
    again = house.post(f"/reclaims/{asked['reclaim_id']}/proof", {"code": letter["code"]})
    assert (again.status, again.json()["type"]) == (409, "/problems/NothingToProve")


def test_a_code_takes_five_tries_and_another_begins_anew(house: House, dog: str, post: Postman) -> None:
    asked = claim(house)
    door, code = f"/reclaims/{asked['reclaim_id']}", post.letter()["code"]
    wrong = f"{(int(code) + 1) % 10**6:06}"

    told = [house.post(f"{door}/proof", {"code": wrong}) for _ in range(5)]
    spent = house.post(f"{door}/proof", {"code": code})

    assert [one.json().get("left") for one in told] == [4, 3, 2, 1, None]
    assert (spent.status, spent.json()["type"]) == (409, "/problems/CodeOver")
    assert state(house) == ["UNPROVEN"]
    assert house.post(f"{door}/code").status == 202
    another = post.letter()["code"]
    assert house.post(f"{door}/proof", {"code": another}).status == 200


@pytest.mark.usefixtures("counted_here")
def test_codes_for_one_phone_are_few(house: House, dog: str, post: Postman) -> None:
    door = f"/reclaims/{claim(house)['reclaim_id']}"
    answers = [house.post(f"{door}/code").status for _ in range(4)]
    assert answers == [202, 202, 429, 429]


def test_the_same_person_for_the_same_dog_is_one_row_and_a_stranger_learns_nothing(
    house: House, dog: str, post: Postman
) -> None:
    first = claim(house)
    house.post(f"/reclaims/{first['reclaim_id']}/proof", {"code": post.letter()["code"]})

    second = claim(house, who=BATER | {"name": "别人"})
    unproven = house.page(f"/adoption/my/{second['reference']}").text
    assert first["reference"] not in unproven and "巴" not in unproven and "139" not in unproven
    assert second.keys() == first.keys() and second["reclaim_id"] != first["reclaim_id"]
    same = house.post(f"/reclaims/{second['reclaim_id']}/proof", {"code": post.letter()["code"]})

    assert (same.status, same.json()["id"]) == (200, first["reclaim_id"])
    assert state(house) == ["REQUESTED"] and len(house.rows(sa.select(Person))) == 1
    assert "巴**" in house.page(f"/adoption/my/{second['reference']}").text


def test_a_mail_proves_no_phone(house: House, dog: str, post: Postman) -> None:
    """Whoever gives another's phone and a mail address of their own does not come to the other's claim."""
    post.stands("email")
    mine = claim(house, who=BATER | {"email": "bater@example.cn"})
    letter = post.letter()
    assert (letter["to"], letter["way"]) == ("bater@example.cn", "email")
    house.post(f"/reclaims/{mine['reclaim_id']}/proof", {"code": letter["code"]})

    theirs = claim(house, who=BATER | {"email": "mallory@example.cn"})
    answer = house.post(f"/reclaims/{theirs['reclaim_id']}/proof", {"code": post.letter()["code"]})

    assert answer.json()["id"] == theirs["reclaim_id"] != mine["reclaim_id"]


def test_what_nobody_proves_ends_by_itself(house: House, dog: str, post: Postman) -> None:
    asked = claim(house)
    code = post.letter()["code"]
    with house.service.store.write() as work:
        work.execute(sa.update(Slip).values(made_at=clock.now() - timedelta(minutes=61)))

    with house.service.store.write() as work:
        assert ending.end(work) == 1

    assert state(house) == ["EXPIRED"]
    assert house.post(f"/reclaims/{asked['reclaim_id']}/proof", {"code": code}).status == 409
    assert "已失效" in house.page(f"/adoption/my/{asked['reference']}").text
