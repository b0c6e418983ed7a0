"""The page of an intake sheet, as a plain form in both languages."""

import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import select

from services.intake.stays.models import Stay
from shared import auth
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.intake.sheet.test_routes import read, told
from tests.servers import Answer, Client

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ROOT = Path(__file__).parents[3]
HER = [("name", "其其格"), ("phone", "13812345678"), ("note", "在市一院接诊")]
SHEET = [
    ("source", "CALL_110"), ("method", "POLE"), ("officer", "巴特尔"), ("police_no", "011204"),
    ("officer", "李强"), ("police_no", "011377"), ("officer", ""), ("police_no", ""), ("condition", "FAIR"),
    ("body_score", "4"), ("weight_kg", "12.5"), ("wounds", "右后腿擦伤\n左耳缺口"), ("temperament", "SHY"),
    ("muzzle", "yes"), ("rabies_signs", "no"), ("scanned", "yes"), ("chip_number", ""), ("items", ""),
    ("no_items", "1"), ("position.lat", "40.8123"), ("position.lon", "111.7022"),
    ("position.datum", "GCJ-02"), ("bite.at", ""), ("case_no", ""),
]  # fmt: skip


class Someone:
    """Somebody with a browser and no script."""

    def __init__(self, running: Client, keys: Path, role: str) -> None:
        token = auth.sign((keys / "token.key").read_bytes(), f"one {role}", [role])
        self.client = running
        self.headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec_Fetch_Site": "same-origin"}

    def look(self, path: str) -> Answer:
        return self.client.get(path, **self.headers)

    def send(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        return self.client.post(path, urlencode(fields), **FORM, **self.headers)


@pytest.fixture
def clerk(running: Client, keys: Path) -> Someone:
    return Someone(running, keys, "officer")


@pytest.fixture
def vet(running: Client, keys: Path) -> Someone:
    return Someone(running, keys, "vet")


@pytest.fixture
def dog(officer: Client) -> str:
    return str(officer.post("/intake/v1/dogs", a_dog()).json()["dog_id"])


def here(dog: str) -> str:
    return f"/intake/dogs/{dog}/sheet"


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client, dog: str) -> None:
    answer = running.get(here(dog))

    assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={here(dog)}")


def test_the_page_says_first_what_is_missing(clerk: Someone, dog: str) -> None:
    page, english = clerk.look(here(dog)).text, clerk.look(f"{here(dog)}?lang=en").text

    assert "还缺 11 项" in page
    assert '<a href="#f-source">来源</a>' in page
    assert f'<a href="/intake/dogs/{dog}/photos">照片 正面、左侧、右侧</a>' in page
    assert "11 things missing" in english


def test_a_sheet_is_filled_in_by_form_and_a_double_tap_is_one_entry(
    clerk: Someone, officer: Client, dog: str
) -> None:
    for _ in range(2):
        answer = clerk.send(here(dog), [*SHEET, ("key", "tap")])
        assert (answer.status, answer.headers["location"]) == (303, f"{here(dog)}?kept=true")

    kept = read(officer, dog)
    assert (kept["number"], kept["missing"]) == (1, [])
    assert kept["sheet"]["officers"] == [
        {"name": "巴特尔", "police_no": "011204"}, {"name": "李强", "police_no": "011377"},
    ]  # fmt: skip
    assert kept["sheet"]["wounds"] == ["右后腿擦伤", "左耳缺口"]
    assert (kept["sheet"]["items"], kept["sheet"]["bite"], kept["sheet"]["case_no"]) == ([], None, None)
    assert kept["sheet"]["position"]["datum"] == "GCJ-02"


def test_the_form_shows_what_is_written_and_sent_as_it_is_changes_nothing(
    clerk: Someone, officer: Client, dog: str
) -> None:
    told_ = [*SHEET, ("bite.at", "2026-07-12T10:00"), ("bite.wound_class", "II"), ("bite.provoked", "no")]
    clerk.send(here(dog), [field for field in told_ if field != ("bite.at", "")])
    page = clerk.look(here(dog)).text

    again = clerk.send(here(dog), [field for field in told_ if field != ("bite.at", "")])

    assert again.status == 303
    assert read(officer, dog)["number"] == 1
    for shown in ('value="12.5"', 'value="40.8123"', "右后腿擦伤\n左耳缺口", 'value="2026-07-12T10:00"'):
        assert shown in page


WHEN = "2018年8月12日 23:41"


@pytest.mark.parametrize(
    ("behind_s", "moved", "answered", "says", "english"),
    [
        (2892 * 86_400, ["arrived_at", "found_time"], False,
         f"手机时钟慢 2,892 天：登记时手机上是 {WHEN}。<br>已按服务器时钟校正：发现时间、到所时间。",
         "2,892 days slow: it said 12 Aug 2018 23:41 when this was written down."
         "<br>Corrected by the server’s clock: Found, Arrived."),
        (-28_740, ["arrived_at"], False,
         f"手机时钟快 7 小时 59 分：登记时手机上是 {WHEN}。<br>已按服务器时钟校正：到所时间。"
         "<br>发现时间是登记人填写的，未校正。", "7 h 59 min fast"),
        (None, [], True, f"无法校正：登记时手机上是 {WHEN}。<br>发现时间由登记人另行说明。",
         "could not be corrected"),
    ],
)  # fmt: skip
def test_the_sheet_says_by_how_much_a_phones_clock_was_off_and_what_was_made_of_it(
    clerk: Someone, officer: Client, store: Store, dog: str, behind_s: int | None, moved: list[str],
    answered: bool, says: str, english: str,
) -> None:  # fmt: skip
    said = {"entered_at": "2018-08-12T15:41:00Z", "behind_s": behind_s, "moved": moved, "answered": answered}
    with store.write() as work:
        work.exec(select(Stay)).one().phone_said = said

    pages = [clerk.look(here(dog) + language).text for language in ("", "?lang=en")]

    told = [re.sub(r"\s*(<br>)\s*", r"\1", page.partition('id="phone-said"')[2]) for page in pages]
    assert says in told[0]
    assert english in told[1]
    assert read(officer, dog)["phone_said"] == said


def test_the_sheet_says_nothing_of_a_clock_that_was_right(clerk: Someone, officer: Client, dog: str) -> None:
    assert "phone-said" not in clerk.look(here(dog)).text
    assert read(officer, dog)["phone_said"] is None


def test_what_is_ticked_is_written_and_shown_again(clerk: Someone, officer: Client, dog: str) -> None:
    ticked = [
        ("skin", "MANGE"), ("skin", "HAIR_LOSS"), ("no_parasites", "1"), ("gait", "LAME"),
        ("suspected", "DISTEMPER"), ("helpers", "城管 赵明"), ("witness", "SIGNED"),
        ("handover.given_as", "CITIZEN"), ("handover.taken_by", "其木格"), ("handover.taken_as", "KEEPER"),
    ]  # fmt: skip
    assert clerk.send(here(dog), [*SHEET, *ticked]).status == 303

    kept, page = read(officer, dog)["sheet"], clerk.look(here(dog)).text

    assert (kept["skin"], kept["parasites"], kept["aggression"]) == (["MANGE", "HAIR_LOSS"], [], None)
    assert (kept["witness"], kept["handover"]["given_as"], kept["gait"]) == ("SIGNED", "CITIZEN", "LAME")
    for shown in ('name="skin" value="MANGE" checked', 'name="no_parasites" value="1" checked', "其木格"):
        assert shown in page


def test_a_witness_is_sealed_without_a_bite(clerk: Someone, officer: Client, dog: str) -> None:
    there = f"{here(dog)}/victims"

    assert clerk.send(there, [("kind", "VICTIM"), *HER]).status == 409
    assert clerk.send(there, [("kind", "WITNESS"), *HER]).status == 303
    assert "见证人 1" in clerk.look(here(dog)).text
    assert "其其格" not in clerk.look(here(dog)).text


def test_replacing_asks_why_and_keeps_what_was_typed(
    clerk: Someone, vet: Someone, officer: Client, dog: str
) -> None:
    clerk.send(here(dog), SHEET)
    changed = [("body_score", "7") if name == "body_score" else (name, value) for name, value in SHEET]

    refused = clerk.send(here(dog), [*changed, ("because", "")])
    assert (refused.status, "请写明原因" in refused.text) == (409, True)
    assert 'name="body_score" value="7" checked' in refused.text

    clerk.send(here(dog), [*changed, ("because", "重新看过")])
    assert "有改动等另一人确认：体况评分" in clerk.look(here(dog)).text
    assert read(officer, dog)["sheet"]["body_score"] == 4

    (asked,) = officer.get("/intake/v1/corrections").json()["corrections"]
    vet.send(f"/intake/corrections/{dog}", [("act", "confirm"), ("of", asked["id"])])

    assert read(officer, dog)["sheet"]["body_score"] == 7
    for page in (clerk.look(here(dog)).text, clerk.look(f"/intake/corrections/{dog}").text):
        assert "重新看过" in page


@pytest.mark.parametrize(
    ("field", "said"),
    [
        (("weight_kg", "heavy"), "体重"),
        (("bite.at", "yesterday"), "伤人"),
        (("chip_number", "156274877906944"), "超出上限"),
        (("position.lat", "north"), "经纬度"),
    ],
    ids=str,
)
def test_nonsense_is_refused_kindly_and_nothing_is_written(
    clerk: Someone, officer: Client, dog: str, field: tuple[str, str], said: str
) -> None:
    typed = [one for one in SHEET if one[0] != field[0]]

    answer = clerk.send(here(dog), [*typed, field])

    assert answer.status == 422
    assert said in answer.text
    assert "右后腿擦伤" in answer.text
    assert read(officer, dog)["number"] == 0


def test_a_victim_is_sealed_and_shown_once_to_who_says_why(clerk: Someone, officer: Client, dog: str) -> None:
    officer.post(f"/intake/v1/dogs/{dog}/sheet", {"bite": {"at": "2026-07-12T10:00:00+08:00"}})
    assert clerk.send(f"{here(dog)}/victims", HER).status == 303
    (victim,) = read(officer, dog)["victims"]

    silent = clerk.send(f"{here(dog)}/victims/{victim}", [("purpose", "")])
    opened = clerk.send(f"{here(dog)}/victims/{victim}", [("purpose", "CONTACT"), ("note", "告知观察结果")])
    after = clerk.look(here(dog)).text

    assert (silent.status, "查看目的" in silent.text, "其其格" in silent.text) == (422, True, False)
    assert all(value in opened.text for _, value in HER)
    assert opened.headers["cache-control"] == "no-store"
    assert "其其格" not in after and "13812345678" not in after
    assert "查看过 1 次" in after


def test_a_bite_is_seen_at_once_and_watched(clerk: Someone, dog: str, store: Store) -> None:
    clerk.send(here(dog), [("wounds", ""), ("bite.at", "2026-07-12T10:00"), ("bite.place", "小区门口")])

    page = clerk.look(here(dog)).text

    assert "自 7月12日 10:00 起观察；须单独饲养。" in page
    assert len(told(store, "observation.opened")) == 1


MAY = {
    "officer": (200, 303),
    "keeper": (200, 303),
    "vet": (200, 303),
    "auditor": (200, 403),
    "adoption": (403, 403),
}


@pytest.mark.parametrize("role", MAY)
def test_who_may_look_and_who_may_write(running: Client, keys: Path, dog: str, role: str) -> None:
    someone = Someone(running, keys, role)

    page = someone.look(here(dog))

    assert (page.status, someone.send(here(dog), SHEET).status) == MAY[role]
    if role == "auditor":
        assert "记入登记表" not in page.text


def test_another_site_cannot_write_a_sheet(clerk: Someone, officer: Client, dog: str) -> None:
    clerk.headers["Sec_Fetch_Site"] = "cross-site"

    assert clerk.send(here(dog), SHEET).status == 403
    assert read(officer, dog)["number"] == 0
