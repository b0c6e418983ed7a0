"""The tag page, as people and programs see it: `services/registry/tags/pages.py`."""

import re

import pytest

from services.registry.tags.pages import RABIES
from services.registry.tags.rules import IN_CARE, PUBLIC
from shared import clock
from shared.events import ChipRead, CustodyChanged, Outcome, StayClosed, StayOpened, TagWithdrawn
from tests.registry.conftest import AT, CODE, DOG, STAY, Hear, in_future, tagged, taken_in
from tests.registry.vaccinations.test_routes import DOOR, today, vaccination
from tests.servers import Client

TAG = f"/t/{CODE}"


def as_json(client: Client, path: str = TAG) -> dict[str, object]:
    answer = client.get(path, Accept="application/json")
    assert answer.status == 200, answer.text
    found: dict[str, object] = answer.json()
    return found


def status(word: str) -> CustodyChanged:
    return CustodyChanged(occurred_at=AT, dog_id=DOG, stay_id=STAY, status=word)


def test_a_program_reads_who_the_dog_is(client: Client, vet: Client, told: Hear) -> None:
    told(taken_in(name="豆包", claim_until=(ends := in_future(days=3))), tagged(), status("HOLDING"))
    told(ChipRead(occurred_at=AT, dog_id=DOG, chip="156000123456789", scheme="ISO11784"))
    vet.post(DOOR, vaccination(valid_until=today(20)))

    assert as_json(client) == {
        "dog": {
            "dog_id": DOG, "name": "豆包", "sex": "male", "breed": "RURAL", "colour": "YWW", "age_months": 24,
            "size": "M", "stay_no": "HH-2026-000123", "chip_tail": "6789",
        },
        "status": "HOLDING",
        "status_text": {"zh": "招领中，正在找主人", "en": "In care, looking for its owner"},
        "vaccination": {"rabies": {"status": "DUE", "valid_until": today(20)}},
        "claim_until": clock.text(ends),
        "tag": "active",
    }  # fmt: skip


def test_a_citizen_sees_the_answer_first(client: Client, vet: Client, told: Hear) -> None:
    told(taken_in(name="豆包", claim_until=in_future(days=3)), tagged())
    vet.post(DOOR, vaccination())

    page = client.get(TAG, Accept="text/html,application/xhtml+xml,*/*;q=0.8")

    assert page.status == 200
    assert page.headers["x-robots-tag"] == "noindex"
    for words in (
        "豆包", "中华田园犬", "招领中，正在找主人", "前认领", "狂犬免疫有效", "HH-2026-000123", "12345",
        "8K3M-7Q2Z-T5WB", 'id="found"', f"/adoption/dogs/{DOG}/reclaim", "周四<br>开放",
    ):  # fmt: skip
        assert words in page.text, words


def test_english_is_the_whole_page(client: Client, vet: Client, told: Hear) -> None:
    told(taken_in(name="Doubao", claim_until=in_future(days=3)), tagged())
    vet.post(DOOR, vaccination())

    page = client.get(f"{TAG}?lang=en").text
    main = page[page.index("<main") : page.index("</main")]

    assert "Its owner can claim it before" in main and "Rabies vaccination valid" in main
    assert "Chinese Rural Dog" in main
    assert not re.search("[一-鿿]", main)


def test_any_way_to_write_the_code_leads_to_the_dog(client: Client, told: Hear) -> None:
    told(taken_in(), tagged())

    for path in ("/t/8k3m-7q2z-t5wb", "/T/8K3M7Q2ZT5WB", "/T/8k3m7q2zt5wb"):
        assert as_json(client, path)["tag"] == "active"
    typed = client.get("/t?code=8k3m-7q2z-t5wb")
    assert (typed.status, typed.headers["location"]) == (303, TAG)


@pytest.mark.parametrize("path", ["/t/000000000000", "/t/八千", "/t/' or 1=1", "/t?code=../x"])
def test_an_unknown_tag_says_whom_to_call(client: Client, path: str) -> None:
    path = path.replace("八千", "%E5%85%AB%E5%8D%83").replace(" ", "%20")
    page = client.get(path)
    if page.status == 303:
        page = client.get(page.headers["location"])
    answer = client.get("/t/000000000000", Accept="application/json")

    assert page.status == 404
    assert "没有这张犬牌" in page.text and "12345" in page.text
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-robots-tag"] == "noindex"


def test_a_withdrawn_tag_shows_no_dog(client: Client, told: Hear) -> None:
    told(taken_in(name="豆包"), tagged())
    told(TagWithdrawn(occurred_at=AT, dog_id=DOG, code=CODE, reason="REPLACED"))

    found = as_json(client)
    page = client.get(TAG)

    assert (found["tag"], found["dog"], found["status"]) == ("withdrawn", None, None)
    assert page.status == 200
    assert "这张犬牌已停用" in page.text
    for secret in ("豆包", DOG, "HH-2026", "reclaim"):
        assert secret not in page.text


@pytest.mark.parametrize("secret", ["OBSERVATION", "TREATMENT", "EVIDENCE"])
def test_nobody_learns_of_illness_bites_or_evidence(client: Client, told: Hear, secret: str) -> None:
    told(taken_in(custody_basis="EVIDENCE", claim_until=None, division="150105"), tagged(), status(secret))

    page, found = client.get(TAG).text, as_json(client)

    assert found["status"] == "IN_CARE"
    assert IN_CARE.words.zh in page and "reclaim" not in page
    for words in (secret, secret.lower(), "150105", "赛罕区"):
        assert words not in page and words not in str(found)


def test_a_tag_heard_of_before_its_dog_is_a_dog_in_our_care(client: Client, told: Hear) -> None:
    told(tagged())

    assert as_json(client)["status"] == "IN_CARE"
    assert client.get(TAG).status == 200


def test_every_status_has_a_page_in_both_languages(client: Client, told: Hear) -> None:
    told(taken_in(claim_until=in_future(days=3)), tagged())
    for word in PUBLIC:
        told(status(word))

        assert PUBLIC[word].words.zh in client.get(TAG).text
        assert PUBLIC[word].words.en in client.get(f"{TAG}?lang=en").text


def test_who_has_left_us_is_nobodys_to_claim_or_adopt(client: Client, told: Hear) -> None:
    told(taken_in(claim_until=in_future(days=3)), tagged())
    told(StayClosed(occurred_at=AT, dog_id=DOG, stay_id=STAY, outcome="RECLAIMED"))

    page = client.get(TAG).text

    assert "已被主人领回" in page
    assert "reclaim" not in page.replace("answer reclaimed", "") and "想带它回家" not in page


@pytest.mark.parametrize(
    ("outcome", "words"), [("TRANSFERRED", "已移交其他机构"), ("ESCAPED", "走失，正在寻找")]
)
def test_a_dog_that_is_elsewhere_is_not_said_to_be_here(
    client: Client, told: Hear, outcome: Outcome, words: str
) -> None:
    told(taken_in(claim_until=in_future(days=3)), tagged())
    told(StayClosed(occurred_at=AT, dog_id=DOG, stay_id=STAY, outcome=outcome))

    page, found = client.get(TAG).text, as_json(client)

    assert (found["status"], found["tag"]) == (outcome, "active")
    assert words in page and "我遇到它了" in page
    for here in (IN_CARE.words.zh, "想带它回家", "/reclaim"):
        assert here not in page


def test_a_dog_that_is_caught_again_is_its_owners_to_claim_as_before(client: Client, told: Hear) -> None:
    ends = in_future(days=3)
    told(taken_in(claim_until=ends), tagged())
    told(
        StayClosed(occurred_at=AT, dog_id=DOG, stay_id=STAY, outcome="ESCAPED"),
        StayOpened(
            occurred_at=AT, dog_id=DOG, stay_id="again", stay_no="HH-2", status="QUARANTINE", claim_until=ends
        ),
    )

    page = client.get(TAG).text

    assert "HH-2" in page
    assert "/reclaim" in page


def test_words_from_outside_stay_words(client: Client, told: Hear) -> None:
    told(taken_in(name="<script>alert(1)</script>", breed="<b>狗</b>", colour='"><i>'), tagged())

    page = client.get(TAG).text

    assert "<script" not in page and "<b>狗" not in page and "<i>" not in page


def test_an_old_session_does_not_close_the_page(client: Client, told: Hear) -> None:
    told(taken_in(), tagged())

    for path in (TAG, "/"):
        assert client.get(path, Cookie="qingcheng_session=long.over.now").status == 200


def test_no_page_has_inline_style_or_script(client: Client, told: Hear) -> None:
    told(taken_in(), tagged())

    for path in ("/", TAG, "/t/000000000000"):
        page = client.get(path).text
        assert "style=" not in page and "<script>" not in page and not re.search(r"\son\w+=", page)


def test_every_state_of_vaccination_has_its_words() -> None:
    assert set(RABIES) == {"VALID", "DUE", "OVERDUE", "TOO_YOUNG", "UNKNOWN"}
