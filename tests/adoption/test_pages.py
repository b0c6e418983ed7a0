"""Adoption's pages: they work without a script, in both languages."""

import re
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

import services.adoption
from services.adoption.applications.models import Application
from services.adoption.law import opening_on
from services.adoption.looks.models import Look
from services.adoption.reclaims.models import Reclaim
from services.adoption.visits.models import Visit
from services.adoption.visits.rules import next_open_days
from shared import clock
from tests.adoption.conftest import House, intaken, vaccinated

HOME = Path(services.adoption.__file__).parent
ME = {"name": "乌兰其其格", "phone": "13812345678", "key": "k-1"}


def test_the_gallery_shows_dogs_filters_them_and_says_when_there_are_none(house: House) -> None:
    assert "没有符合的犬只" in house.page("/adoption/").text
    house.hears(intaken("s", size="S", name="豆包"), vaccinated("s"), intaken("l", size="L"), vaccinated("l"))

    everybody, small = house.page("/adoption/"), house.page("/adoption/?size=S&sex=")

    assert everybody.status == 200
    assert everybody.text.count('class="card dog-card"') == 2
    assert "豆包" in small.text and small.text.count('class="card dog-card"') == 1
    assert "HH-l" not in small.text


def test_the_gallery_turns_pages(house: House) -> None:
    for number in range(26):
        house.hears(intaken(f"d{number}"), vaccinated(f"d{number}"))

    first = house.page("/adoption/")
    onward = re.search(r'rel="next" href="([^"]+)"', first.text)
    assert onward
    second = house.page("/adoption/" + onward[1].replace("&amp;", "&"))

    assert first.text.count('class="card dog-card"') == 24
    assert second.text.count('class="card dog-card"') == 2
    assert "26 只符合" in first.text


def test_pages_speak_english_on_request(house: House, dog: str) -> None:
    for path in ("/adoption/", f"/adoption/dogs/{dog}", f"/adoption/dogs/{dog}/reclaim", "/adoption/visit",
                 "/adoption/my"):  # fmt: skip
        page = house.page(f"{path}?lang=en")
        main = re.sub(r"<script.*?</script>|<[^>]+>", "", page.text.split("<main")[1].split("</main>")[0])
        assert page.status == 200
        assert not re.search(r"[一-鿿]", main), (path, re.findall(r"[一-鿿]+", main))


def test_pages_bring_no_inline_style_or_script(house: House, dog: str) -> None:
    for path in ("/adoption/", f"/adoption/dogs/{dog}", "/adoption/visit"):
        text = house.page(path).text
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src)", text), path


def test_a_family_applies_with_a_plain_form_once(house: House, dog: str) -> None:
    assert 'name="phone"' in house.page(f"/adoption/dogs/{dog}").text

    answers = [
        house.send_form(f"/adoption/dogs/{dog}", ME | {"email": "", "note": "有院子"}) for _ in range(2)
    ]

    assert {a.status for a in answers} == {303} and len({a.headers["location"] for a in answers}) == 1
    assert "核实" in house.page(answers[0].headers["location"]).text
    assert len(house.rows(sa.select(Application))) == 1


def test_a_form_that_does_not_fit_keeps_what_was_typed(house: House, dog: str) -> None:
    answer = house.send_form(f"/adoption/dogs/{dog}", ME | {"phone": "123", "note": "<b>有院子</b>"})

    assert answer.status == 422
    assert "11 位手机号" in answer.text
    assert 'value="乌兰其其格"' in answer.text
    assert "&lt;b&gt;有院子" in answer.text


def test_a_dog_that_cannot_be_had_says_why_instead_of_a_form(house: House) -> None:
    house.hears(intaken(claim_until=clock.now() + timedelta(days=2)))

    page = house.page("/adoption/dogs/dog").text

    assert "招领期到" in page and 'name="phone"' not in page
    assert house.page("/adoption/dogs/nobody").status == 404


def test_an_owner_claims_with_a_plain_form(house: House) -> None:
    house.hears(intaken(claim_until=clock.now() + timedelta(days=2)))

    answer = house.send_form("/adoption/dogs/dog/reclaim", ME | {"proof": "叫黑豹"})

    assert (answer.status, answer.headers["location"][:13]) == (303, "/adoption/my/")
    assert len(house.rows(sa.select(Reclaim))) == 1


def test_a_visit_is_booked_with_a_plain_form(house: House) -> None:
    day = next_open_days(clock.now(), opening_on)[1]
    assert f'value="{day}"' in house.page("/adoption/visit").text

    full = house.send_form("/adoption/visit", ME | {"day": day.isoformat(), "people": "9"})
    booked = house.send_form("/adoption/visit", ME | {"day": day.isoformat(), "people": "2"})

    assert full.status == 422 and "分批" in full.text
    assert booked.headers["location"].startswith("/adoption/my/")
    assert [visit.people for visit in house.rows(sa.select(Visit))] == [2]


def test_the_desk_is_for_adoption_staff(house: House) -> None:
    assert house.page("/adoption/desk").headers["location"] == "/intake/login?next=/adoption/desk"
    assert house.page("/adoption/desk", "vet").status == 403
    assert house.page("/adoption/desk", "adoption").status == 200
    assert house.send_form("/adoption/desk/applications/x/approval", {}).status == 303


def test_the_desk_names_nobody_and_decides_nothing_by_itself(house: House, dog: str) -> None:
    house.send_form(f"/adoption/dogs/{dog}", ME | {"note": "有院子"}, "adoption")
    house.ask(f"/dogs/{dog}/reclaims", {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹"})

    desk = house.page("/adoption/desk", "adoption").text

    assert "乌****" in desk and "138****5678" in desk and "有院子" not in desk and "叫黑豹" not in desk
    assert "乌兰其其格" not in desk and "13812345678" not in desk
    assert 'method="post" action="/adoption' not in desk


def test_a_look_from_the_desk_is_recorded(house: House, dog: str) -> None:
    house.send_form(f"/adoption/dogs/{dog}", ME)
    asked = house.rows(sa.select(Application))[0]
    path, why = f"/adoption/desk/people/{asked.person}", {"purpose": "CONTACT", "note": "核实条件"}
    assert house.send_form(path, {"purpose": ""}, "adoption").status == 422

    shown = house.send_form(path, why | {"record": asked.application_id}, "adoption")

    assert "乌兰其其格" in shown.text and "13812345678" in shown.text
    assert shown.headers["cache-control"] == "no-store"
    assert [(look.purpose, look.note) for look in house.rows(sa.select(Look))] == [("CONTACT", "核实条件")]
    page = house.page("/adoption/looks", "auditor").text
    assert "联系当事人" in page and asked.person in page and "乌兰" not in page
    assert house.page("/adoption/looks", "adoption").status == 403


def test_a_form_from_another_site_is_refused(house: House, dog: str) -> None:
    foreign = {
        "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site",
        "Cookie": f"qingcheng_session={house.token('adoption')}",
    }  # fmt: skip

    assert house.client.ask("POST", "/adoption/desk/applications/x/approval", "", foreign).status == 403
