"""What nobody has proved changes nothing: attacks on claims, applications and visits, on the real service."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from services.adoption.applications.models import Application
from services.adoption.law import opening_on
from services.adoption.my import ending
from services.adoption.people.models import Person
from services.adoption.reclaims.models import Reclaim
from services.adoption.settings import AdoptionSettings
from services.adoption.slips.models import Slip
from services.adoption.visits.models import Visit
from services.adoption.visits.rules import next_open_days
from shared import clock, letterbox
from tests.adoption.conftest import House, eventually, intaken, vaccinated

KEY = bytes(range(32))
BATER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹"}
WULAN = {"name": "乌兰其其格", "phone": "13812345678"}


@pytest.fixture
def settings(settings: AdoptionSettings) -> AdoptionSettings:
    """All come from 127.0.0.1 here: the limits of an address have a test of their own."""
    return settings.model_copy(update={"asked_an_hour": 10_000, "looked_up_an_hour": 10_000})


class Postman:
    """Stands in notify's place: opens the letters that adoption has sealed for it."""

    def __init__(self, wire: Any) -> None:
        self.wire = wire

    def stands(self, *ways: str) -> None:
        public = X25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
        told = json.dumps({"key": b64encode(public).decode(), "ways": ways})
        self.wire.set(letterbox.box_of("notify"), told)

    def letter(self) -> dict[str, str]:
        found: list[bytes] = []

        def came() -> bool:
            if taken := self.wire.lpop(letterbox.letters_of("notify")):
                found.append(taken)
            return bool(found)

        eventually(came)
        text = letterbox.open_(KEY, found[0])
        assert text
        return dict(json.loads(text))


@pytest.fixture
def post(house: House) -> Iterator[Postman]:
    with redis.Redis.from_url(house.service.settings.redis_url) as wire:
        postman = Postman(wire)
        postman.stands("sms")
        yield postman


def claim(house: House, dog: str = "dog", who: dict[str, str] = BATER) -> dict[str, Any]:
    answer = house.post(f"/dogs/{dog}/reclaims", who)
    assert (answer.status, answer.json()["status"]) == (201, "UNPROVEN"), answer.text
    return dict(answer.json())


def state(house: House, row: Any = Reclaim) -> list[str]:
    return [one.status for one in house.rows(sa.select(row))]


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


def test_where_nothing_can_be_sent_the_page_says_so_and_the_desk_confirms(house: House, dog: str) -> None:
    asked = claim(house)
    page = f"/adoption/my/{asked['reference']}"
    eventually(lambda: "发不了验证码" in house.page(page).text)
    assert "电话已核实" in house.page(f"/adoption/desk/reclaims/{asked['reclaim_id']}", "adoption").text

    path = f"/adoption/desk/reclaims/{asked['reclaim_id']}/phone-check"
    done = house.send_form(path, {"of": asked["reclaim_id"], "key": "k"}, "adoption")

    assert (
        done.status == 303
        and "电话由 adoption-1 核实" in house.page(done.headers["location"], "adoption").text
    )
    assert state(house) == ["REQUESTED"]
    assert [slip.proven_by for slip in house.rows(sa.select(Slip))] == ["adoption-1"]
    assert house.post(f"/reclaims/{asked['reclaim_id']}/phone-check", None, "auditor").status == 403
    taken = house.send_form(
        f"/adoption/desk/reclaims/{asked['reclaim_id']}/acceptance", {"key": "k2"}, "adoption"
    )
    assert taken.status == 303 and state(house) == ["PLAUSIBLE"]


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


def test_by_the_web_a_claim_is_proven_corrected_and_withdrawn_without_a_script(
    house: House, dog: str, post: Postman
) -> None:
    sent = house.send_form("/adoption/dogs/dog/reclaim", BATER | {"key": "k"})
    page = sent.headers["location"]
    wrong = house.send_form(f"{page}/proof", {"code": "x"})
    assert wrong.status == 422 and 'role="alert"' in wrong.text
    proven = house.send_form(f"{page}/proof", {"code": f" {post.letter()['code'][:3]} "})
    assert proven.status == 422
    house.send_form(f"{page}/code", {})
    proven = house.send_form(f"{page}/proof", {"code": post.letter()["code"]})
    assert proven.status == 303 and "电话已核实，谢谢" in house.page(proven.headers["location"]).text

    changed = house.send_form(f"{page}/correction", {"phone": "13600000001", "key": "c"})
    assert changed.status == 303 and "139****4321" in house.page(page).text
    letter = post.letter()
    assert letter["to"] == "13600000001"
    house.send_form(f"{page}/proof", {"code": letter["code"]})
    assert "136****0001" in house.page(page).text and len(house.rows(sa.select(Person))) == 1

    once = house.send_form(f"{page}/withdrawal", {})
    assert (once.status, "确定撤回" in once.text, state(house)) == (200, True, ["REQUESTED"])
    assert house.send_form(f"{page}/withdrawal", {"sure": "yes"}).status == 303
    assert state(house) == ["WITHDRAWN"] and "您已撤回" in house.page(page).text
    assert house.send_form(f"{page}/correction", {"name": "另一人"}).status == 409


def test_a_claim_that_was_accepted_and_is_withdrawn_sets_the_dog_free(house: House, dog: str) -> None:
    asked = house.ask("/dogs/dog/reclaims", BATER)
    house.accept(asked)
    page = f"/adoption/my/{asked.json()['reference']}"

    assert house.send_form(f"{page}/withdrawal", {"sure": "yes"}).status == 303

    assert house.told()[-2:] == ["reclaim.refused", "dog.became-adoptable"]
    assert len(house.get("/dogs").json()["dogs"]) == 1


def test_a_family_that_changes_its_mind_sets_the_dog_free(house: House, dog: str) -> None:
    asked = house.ask("/dogs/dog/applications", WULAN).json()
    house.post(f"/applications/{asked['application_id']}/approval", None, "adoption")
    late = house.send_form(f"/adoption/my/{asked['reference']}/correction", {"name": "另一人", "key": "c"})
    assert late.status == 409 and "12345" in late.text

    house.send_form(f"/adoption/my/{asked['reference']}/withdrawal", {"sure": "yes"})

    assert state(house, Application) == ["WITHDRAWN"]
    assert house.told()[-1] == "dog.became-adoptable"


def test_a_visit_is_moved_by_whoever_comes_and_cancelled_by_the_desk(house: House) -> None:
    first, second = next_open_days(clock.now(), opening_on)[1:3]
    visit = {"day": first.isoformat(), "people": 4, "name": "家", "phone": "13812345678"}
    booked = house.ask("/visits", visit).json()
    page = f"/adoption/my/{booked['reference']}"

    house.send_form(f"{page}/correction", {"day": second.isoformat(), "people": "2", "key": "c"})
    assert [(one.day, one.people) for one in house.rows(sa.select(Visit))] == [(second, 2)]
    assert house.get(f"/visits?day={first}", "adoption").json()["booked"] == 0

    desk = f"/adoption/desk/visits/{booked['visit_id']}/cancellation"
    assert house.send_form(desk, {"reason": "", "key": "x"}, "adoption").status == 422
    done = house.send_form(desk, {"reason": "停电", "key": "x"}, "adoption")
    assert done.status == 303 and "已取消" in house.page(done.headers["location"], "adoption").text
    assert "停电" in house.page(page).text and state(house, Visit) == ["CANCELLED"]
    assert house.get(f"/visits?day={second}", "adoption").json()["booked"] == 0


def test_rival_claims_stand_side_by_side_and_a_family_is_warned(house: House, dog: str) -> None:
    family = house.ask("/dogs/dog/applications", WULAN).json()["application_id"]
    house.post(f"/applications/{family}/approval", None, "adoption")
    first = house.ask("/dogs/dog/reclaims", BATER).json()["reclaim_id"]
    page = house.page(f"/adoption/desk/applications/{family}", "adoption").text
    assert "尚未受理，请留意" in page and f"{family}/adoption" in page

    house.post(f"/reclaims/{first}/acceptance", None, "adoption")
    second = claim(house, who=WULAN)["reclaim_id"]
    house.post(f"/reclaims/{second}/phone-check", None, "adoption")

    page = house.page(f"/adoption/desk/applications/{family}", "adoption").text
    assert "请先处理认领" in page and f"{family}/adoption" not in page
    alone = house.post(f"/reclaims/{first}/handover", {"proof_seen": ["IDENTITY", "CHIP_PAPERS"]}, "adoption")
    assert (alone.status, alone.json()["others"]) == (409, [second])


def test_the_desk_finds_by_number_phone_name_and_dog_and_turns_pages(house: House, dog: str) -> None:
    rows = [
        house.ask("/dogs/dog/reclaims", {"name": f"名字{n}", "phone": f"137{n:08}"}).json() for n in range(23)
    ]
    ids = [row["reclaim_id"] for row in rows]

    def listed(query: str) -> list[str]:
        text = house.page(f"/adoption/desk/reclaims?{query}", "adoption").text
        return re.findall(r'href="/adoption/desk/reclaims/([0-9a-f-]{36})"', text)

    assert listed("") == ids[:20] and listed(f"after={ids[19]}") == ids[20:]
    assert listed("sort=newest")[0] == ids[-1]
    for q in (rows[7]["reference"], "13700000007", "%E5%90%8D%E5%AD%977"):
        assert listed(f"set=all&q={q}") == [ids[7]], q
    assert len(listed("set=all&q=HH-dog")) == 20 and listed("set=all&q=HH-other") == []


def test_what_was_asked_for_before_has_a_number_too(house: House, dog: str) -> None:
    asked = house.ask("/dogs/dog/reclaims", BATER).json()
    with house.service.store.write() as work:
        work.execute(sa.delete(Slip))

    with house.service.store.write() as work:
        assert ending.give_slips(work, house.service.sealer()) == 1

    (slip,) = house.rows(sa.select(Slip))
    assert (slip.record, slip.about, slip.proven_by, slip.wants_code) == (
        asked["reclaim_id"],
        "dog",
        "before",
        False,
    )
    assert asked["reclaim_id"] in house.page("/adoption/desk/reclaims?set=all&q=13987654321", "adoption").text
