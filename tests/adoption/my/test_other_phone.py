"""Another phone, or another name, while something waits: what is not proven takes nothing over."""

import re

import sqlalchemy as sa

from services.adoption.applications.models import Application
from services.adoption.my import acts
from services.adoption.my.acts import Correction
from services.adoption.people.models import Person
from services.adoption.people.store import opened
from services.adoption.slips import store
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import CodeOver, wrong
from tests.adoption.conftest import House
from tests.adoption.my.conftest import BATER, WULAN, Postman, claim

THEIRS = BATER["phone"]
MALLORY = {"name": "马洛里", "phone": "13700000009"}


def proven(house: House, post: Postman, who: dict[str, str]) -> dict[str, str]:
    """A claim for the dog, and what the code said of it."""
    asked = claim(house, who=who)
    said = house.post(f"/reclaims/{asked['reclaim_id']}/proof", {"code": post.letter()["code"]})
    assert said.status == 200, said.text
    return dict(said.json())


def correct(house: House, reference: str, **said: str) -> None:
    done = house.send_form(f"/adoption/my/{reference}/correction", {"key": "-".join(said.values())} | said)
    assert done.status == 303, done.text


def people(house: House) -> list[dict[str, str | None]]:
    seal = house.service.sealer()
    return [opened(one, seal) for one in house.rows(sa.select(Person))]


def test_a_phone_that_is_only_named_takes_over_nobodys_claim(house: House, dog: str, post: Postman) -> None:
    """Mallory's claim is proven by a phone of their own; then they name Bater's, and wait for Bater."""
    theirs = proven(house, post, MALLORY)
    correct(house, theirs["reference"], phone=THEIRS)
    assert post.letter()["to"] == THEIRS

    own = proven(house, post, BATER)

    assert own["id"] != theirs["id"]
    withdrawn = house.send_form(f"/adoption/my/{theirs['reference']}/withdrawal", {"sure": "yes"})
    assert withdrawn.status == 303
    assert "已撤回" not in house.page(f"/adoption/my/{own['reference']}").text


def test_the_code_of_one_phone_proves_no_other(house: House, dog: str, post: Postman) -> None:
    """Said in the same moment, before another code is on its way."""
    asked, seal = claim(house, who=MALLORY), house.service.sealer()
    code = post.letter()["code"]

    with house.service.store.write() as work:
        slip = store.by_reference(work, asked["reference"])
        acts.correct(work, slip, Correction(phone=THEIRS), seal)
        tried = acts.try_code(work, slip, code, seal)

        assert isinstance(wrong(tried.outcome, slip), CodeOver) and slip.proven_at is None


def test_what_was_approved_stays_with_whom_it_was_approved_for(house: House, dog: str, post: Postman) -> None:
    asked = house.ask("/dogs/dog/applications", WULAN).json()
    correct(house, asked["reference"], phone=MALLORY["phone"], name=MALLORY["name"])
    code = post.letter()["code"]
    assert house.post(f"/applications/{asked['application_id']}/approval", None, "adoption").status == 201
    [before] = house.rows(sa.select(Application))

    late = house.post(f"/applications/{asked['application_id']}/proof", {"code": code})
    by_desk = house.post(f"/applications/{asked['application_id']}/phone-check", None, "adoption")

    assert (late.status, late.json()["type"]) == (409, "/problems/TooLate")
    assert (by_desk.status, by_desk.json()["type"]) == (409, "/problems/TooLate")
    [now] = house.rows(sa.select(Application))
    assert now.person == before.person and WULAN["name"] in [one["name"] for one in people(house)]
    assert "核实新手机号" not in house.page(f"/adoption/my/{asked['reference']}").text


def test_a_name_that_is_corrected_meanwhile_goes_with_the_new_phone(
    house: House, dog: str, post: Postman
) -> None:
    asked = proven(house, post, MALLORY)
    correct(house, asked["reference"], phone=THEIRS)
    first = post.letter()
    correct(house, asked["reference"], name="巴特尔")

    with house.service.store.read() as work:
        slip = store.by_reference(work, asked["reference"])
        assert slip.phone == house.service.sealer().index(THEIRS, "phone"), "whose codes are counted"
    assert house.post(f"/reclaims/{asked['id']}/proof", {"code": first["code"]}).status == 200

    assert [(one["name"], one["phone"]) for one in people(house)] == [("巴特尔", THEIRS)]


def test_of_a_phone_that_is_taken_back_nothing_is_kept(house: House, dog: str, post: Postman) -> None:
    asked = proven(house, post, MALLORY)
    correct(house, asked["reference"], phone=THEIRS)
    post.letter()
    correct(house, asked["reference"], phone="13600000001")
    post.letter()
    correct(house, asked["reference"], phone=MALLORY["phone"])

    assert [one["phone"] for one in people(house)] == [MALLORY["phone"]]
    [slip] = house.rows(sa.select(Slip))
    assert (slip.next_person, slip.wants_code, slip.code) == (None, False, None)


def test_whoever_knows_an_id_is_not_told_its_number(house: House, dog: str, post: Postman) -> None:
    """Ids stand in events and lists; the number opens the page on which everything is withdrawn."""
    asked = claim(house)
    post.letter()

    answer = house.post(f"/reclaims/{asked['reclaim_id']}/code")

    assert answer.status == 202 and asked["reference"] not in answer.text


def test_what_is_withdrawn_keeps_no_second_phone(house: House, dog: str, post: Postman) -> None:
    asked = proven(house, post, MALLORY)
    correct(house, asked["reference"], phone=THEIRS)

    assert house.send_form(f"/adoption/my/{asked['reference']}/withdrawal", {"sure": "yes"}).status == 303

    assert [one["phone"] for one in people(house)] == [MALLORY["phone"]]


def hidden(shown: str, form: str) -> dict[str, str]:
    """What the page puts into this form of its own."""
    [fields] = re.findall(rf'<form[^>]*action="{form}">(.*?)</form>', shown, re.DOTALL)
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', fields))


def test_the_desk_has_called_whom_it_saw_and_nobody_who_came_in_their_place(house: House, dog: str) -> None:
    """While they speak, another phone is named: nobody at that one has said anything."""
    asked = claim(house, who=MALLORY)
    desk = f"/adoption/desk/reclaims/{asked['reclaim_id']}"
    seen = hidden(house.page(desk, "adoption").text, f"{desk}/phone-check")
    correct(house, asked["reference"], phone=THEIRS)

    checked = house.send_form(f"{desk}/phone-check", seen, "adoption")

    assert checked.status == 409 and "本人刚刚改了姓名或电话" in checked.text
    door = f"/reclaims/{asked['reclaim_id']}/phone-check"
    assert house.post(door, {"person": seen["person"]}, "adoption").status == 409
    again = hidden(house.page(desk, "adoption").text, f"{desk}/phone-check")
    assert house.send_form(f"{desk}/phone-check", again, "adoption").status == 303


def test_a_dog_is_approved_for_whom_the_desk_saw(house: House, dog: str) -> None:
    asked = house.ask("/dogs/dog/applications", WULAN).json()
    desk = f"/adoption/desk/applications/{asked['application_id']}"
    seen = hidden(house.page(desk, "adoption").text, f"{desk}/approval")
    correct(house, asked["reference"], name=MALLORY["name"])

    assert house.send_form(f"{desk}/approval", seen, "adoption").status == 409
    assert house.send_form(f"{desk}/approval", seen | {"sure": "yes"}, "adoption").status == 409
    again = hidden(house.page(desk, "adoption").text, f"{desk}/approval")
    assert house.send_form(f"{desk}/approval", again | {"sure": "yes"}, "adoption").status == 303
