"""The page of a slip, and the desk's lists: proven, corrected, withdrawn, accepted, found. No script."""

import re

import sqlalchemy as sa

from services.adoption.applications.models import Application
from services.adoption.law import opening_on
from services.adoption.my import ending
from services.adoption.people.models import Person
from services.adoption.slips.models import Slip
from services.adoption.visits.models import Visit
from services.adoption.visits.rules import next_open_days
from shared import clock
from tests.adoption.conftest import House, eventually
from tests.adoption.my.conftest import BATER, WULAN, Postman, claim, state


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


def test_what_nobody_has_proven_is_refused_by_nobody_and_not_asked_about_twice(
    house: House, dog: str
) -> None:
    unproven = {
        "reclaims": claim(house)["reclaim_id"],
        "applications": house.post(f"/dogs/{dog}/applications", WULAN).json()["application_id"],
    }

    for kind, id in unproven.items():
        pressed = house.send_form(f"/adoption/desk/{kind}/{id}/refusal", {"reason": "不像"}, "adoption")
        assert (pressed.status, "电话还没有核实" in pressed.text) == (409, True)


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
