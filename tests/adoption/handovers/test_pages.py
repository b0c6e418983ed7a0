"""The desk's pages: a choice, a second look, a word of success, and a way back. No script is needed."""

import re

import sqlalchemy as sa

from services.adoption.applications.models import Adoption, Application
from services.adoption.handovers.models import Handover
from services.adoption.looks.models import Look
from services.adoption.reclaims.models import Reclaim
from shared.events import ChipRead, KennelAssigned, PhotoTaken
from tests.adoption.conftest import LONG_AGO, House

BATER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹"}
SURI = {"name": "苏日娜", "phone": "13687654321"}
WULAN = {"name": "乌兰其其格", "phone": "13812345678"}
SEEN = {"shown_by": "CLAIMANT", "proof_seen": "IDENTITY", "key": "k"}
TWO_PROOFS = [
    ("shown_by", "CLAIMANT"),
    ("proof_seen", "IDENTITY"),
    ("proof_seen", "DOG_LICENCE"),
    ("key", "k"),
]
SURE = [("sure", "yes")]


def claims(house: House, dog: str) -> tuple[str, str]:
    for who in (BATER, SURI):
        house.accept(house.ask(f"/dogs/{dog}/reclaims", who))
    first, second = house.rows(sa.select(Reclaim).order_by(sa.inspect(Reclaim).c.reclaim_id))
    return first.reclaim_id, second.reclaim_id


def send(house: House, path: str, *fields: tuple[str, str]) -> tuple[int, str, str]:
    answer = house.send_form(f"/adoption/desk/{path}", list(fields), "adoption")
    return answer.status, answer.headers.get("location", ""), answer.text


def open_(house: House, path: str) -> str:
    page = house.page(path if path.startswith("/") else f"/adoption/desk/{path}", "adoption")
    assert page.status == 200, page.text
    return page.text


def test_a_claim_shows_the_dog_the_claimant_and_who_else_claims_it(house: House, dog: str) -> None:
    photo = {"view": "front", "sha256": "0", "sm3": "0", "size": 1, "photo_id": "photo-1"}
    told = {"dog_id": dog, "occurred_at": LONG_AGO}
    house.hears(
        ChipRead(**told, chip="156000123456789", scheme="ISO11784"),
        KennelAssigned(**told, stay_id="dog-stay-1", kennel="A07"),
        PhotoTaken(**told, stay_id="dog-stay-1", **photo),
    )
    first, second = claims(house, dog)

    page = open_(house, f"reclaims/{first}")

    for shown in ("HH-dog", "A07", "156000123456789", "/intake/v1/photos/photo-1/", "巴**", "苏**"):
        assert shown in page, shown
    assert "巴特尔" not in page and "13687654321" not in page and "叫黑豹" not in page
    assert f'name="becomes.{second}"' in page and f'name="becomes.{first}"' not in page


def test_one_tap_gives_no_dog_away(house: House, dog: str) -> None:
    first, _ = claims(house, dog)

    status, _, text = send(house, f"reclaims/{first}/handover")

    assert status == 422 and 'role="alert"' in text
    assert send(house, f"reclaims/{first}/handover", *SURE)[0] == 422
    assert send(house, f"reclaims/{first}/handover", *TWO_PROOFS)[0] == 409
    assert send(house, f"reclaims/{first}/handover", *TWO_PROOFS, *SURE)[0] == 409
    assert house.told().count("dog.reclaimed") == 0


def test_a_claim_is_handed_over_after_a_second_look_and_undone(house: House, dog: str) -> None:
    first, second = claims(house, dog)
    said = [*TWO_PROOFS, (f"becomes.{second}", "REFUSED"), (f"reason.{second}", "没有证件")]

    status, _, again = send(house, f"reclaims/{first}/handover", *said)
    assert (status, house.told().count("dog.reclaimed")) == (200, 0)
    for shown in ("再看一遍", "HH-dog", "巴**", "身份证件原件、犬证", "苏**", "没有证件", "五分钟"):
        assert shown in again, shown

    status, where, _ = send(house, f"reclaims/{first}/handover", *said, *SURE)
    twice = send(house, f"reclaims/{first}/handover", *said, *SURE)
    assert (status, twice[1]) == (303, where)
    page = open_(house, where)
    assert 'role="status"' in page and "已交给 巴**" in page and "撤销交接" in page
    assert "可撤销到" in open_(house, "/adoption/desk")

    (kept,) = house.rows(sa.select(Handover))
    assert send(house, f"handovers/{kept.handover_id}/undo", ("reason", ""))[0] == 422
    status, where, _ = send(house, f"handovers/{kept.handover_id}/undo", ("reason", "认错人"), ("key", "u"))
    page = open_(house, where)
    assert (
        status == 303
        and "这次交接已撤销" in page
        and "认错人" in page
        and 'action="/adoption/desk/handovers' not in page
    )
    assert "已撤销" in open_(house, "handovers?dog=dog")
    assert [row.status for row in house.rows(sa.select(Reclaim))] == ["PLAUSIBLE"] * 2


def test_what_was_chosen_is_kept_when_one_goes_back_to_change_it(house: House, dog: str) -> None:
    first, second = claims(house, dog)
    said = [*TWO_PROOFS, (f"becomes.{second}", "WITHDRAWN"), ("proof_note", "犬证号相符")]

    status, _, text = send(house, f"reclaims/{first}/handover", *said, ("change", "yes"))

    assert status == 200 and "犬证号相符" in text
    assert len(re.findall(r"<input[^>]* checked", text)) == 4
    assert house.told().count("dog.reclaimed") == 0


def test_a_family_is_approved_and_gets_the_dog_each_after_a_second_look(house: House, dog: str) -> None:
    house.ask(f"/dogs/{dog}/applications", WULAN)
    (application,) = house.rows(sa.select(Application))
    at = f"applications/{application.application_id}"

    early = send(house, f"{at}/adoption", *SEEN.items(), *SURE)
    look = send(house, f"{at}/approval", ("key", "a"))
    approved = send(house, f"{at}/approval", ("key", "a"), *SURE)
    home = send(house, f"{at}/adoption", *SEEN.items(), *SURE)

    assert early[0] == 409 and "先批准" in early[2]
    assert look[0] == 200 and "批准 乌**** 领养" in look[2]
    assert approved[0] == 303 and "已批准申请" in open_(house, approved[1])
    assert home[0] == 303 and "已交给 乌****" in open_(house, home[1])
    assert len(house.rows(sa.select(Adoption))) == 1
    assert "没有待办的申请" in open_(house, "/adoption/desk")


def test_a_refusal_is_looked_at_twice_and_said_to_be_done(house: House, dog: str) -> None:
    first, _ = claims(house, dog)

    assert send(house, f"reclaims/{first}/refusal", ("reason", " "))[0] == 422
    status, _, again = send(house, f"reclaims/{first}/refusal", ("reason", "芯片不符"))
    assert (status, "芯片不符" in again, house.told()[-1]) == (200, True, "reclaim.requested")
    status, where, _ = send(house, f"reclaims/{first}/refusal", ("reason", "芯片不符"), *SURE)

    assert status == 303 and "已拒绝认领" in open_(house, where) and "HH-dog" in open_(house, where)
    assert house.told()[-1] == "reclaim.refused"


def test_whoever_comes_second_is_told_who_has_it(house: House, dog: str) -> None:
    first, second = claims(house, dog)
    said = [*TWO_PROOFS, (f"becomes.{second}", "STAYS_OPEN")]
    send(house, f"reclaims/{first}/handover", *said, *SURE)

    status, _, text = send(house, f"reclaims/{second}/handover", *TWO_PROOFS)

    assert status == 409 and "adoption-1 已在" in text and "看交接记录" in text
    assert "仍待答复" in open_(house, "/adoption/desk")


def test_a_look_goes_back_to_where_it_came_from(house: House, dog: str) -> None:
    first, _ = claims(house, dog)
    reclaim = house.rows(sa.select(Reclaim))[0]
    back = f"/adoption/desk/reclaims/{first}"
    asked = [("purpose", "IDENTITY"), ("record", first), ("back", back)]

    status, _, text = send(house, f"people/{reclaim.person}", *asked)
    elsewhere = send(house, f"people/{reclaim.person}", *asked[:2], ("back", "https://example.cn/"))[2]

    assert status == 200 and "叫黑豹" in text and f'href="{back}"' in text
    assert "example.cn" not in elsewhere
    assert len(house.rows(sa.select(Look))) == 2


def test_the_pages_speak_english_without_chinese(house: House, dog: str) -> None:
    first, second = claims(house, dog)
    said = [*TWO_PROOFS, (f"becomes.{second}", "STAYS_OPEN")]
    pages = [
        open_(house, f"reclaims/{first}?lang=en"),
        send(house, f"reclaims/{first}/handover?lang=en", *said)[2],
    ]
    where = send(house, f"reclaims/{first}/handover", *said, *SURE)[1]
    pages += [
        open_(house, f"{where}&lang=en"),
        open_(house, "handovers?lang=en"),
        open_(house, "/adoption/desk?lang=en"),
    ]

    for page in pages:
        main = re.sub(r"<script.*?</script>|<[^>]+>", "", page.split("<main")[1].split("</main>")[0])
        main = main.replace("巴**", "").replace("苏**", "")
        assert not re.search(r"[一-鿿]", main), re.findall(r"[一-鿿]+", main)
