"""The board of kennels, as plain forms in both languages."""

import contextlib
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from PIL import Image

from services.intake.kennels import looking
from services.intake.kennels.board import Choice
from services.intake.law.deadlines import jurisdiction
from services.intake.stays.models import Stay
from shared import auth, clock
from shared.store import Store, Work
from tests.intake.kennels.conftest import DOGS, counted_right, kennel, take_in
from tests.servers import Answer, Client

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
ROOT = Path(__file__).parents[3]
HERE = "/intake/kennels/"


class Person:
    """Somebody with a browser and no script."""

    def __init__(self, running: Client, keys: Path, *roles: str, which: str = "one") -> None:
        token = auth.sign((keys / "token.key").read_bytes(), f"{which} {roles[0]}", list(roles))
        self.client = running
        self.headers = {"Cookie": f"{auth.COOKIE}={token}", "Sec_Fetch_Site": "same-origin"}

    def look(self, at: str = "", **more: str) -> Answer:
        return self.client.get(f"{HERE}?{urlencode({'at': at} | more)}", **self.headers)

    def follow(self, sent: Answer) -> str:
        assert sent.status == 303, sent.text
        return self.client.get(sent.headers["location"], **self.headers).text

    def press(self, act: str, at: str = "", stays: tuple[str, ...] = (), **fields: str) -> Answer:
        told = [("act", act), ("at", at), *(("stay", stay) for stay in stays), *fields.items()]
        return self.client.post(HERE, urlencode(told), **FORM, **self.headers)


@pytest.fixture
def hand(running: Client, keys: Path) -> Person:
    return Person(running, keys, "keeper")


@pytest.fixture
def doctor(running: Client, keys: Path) -> Person:
    return Person(running, keys, "vet")


@pytest.fixture
def colleague(running: Client, keys: Path) -> Person:
    return Person(running, keys, "vet", which="another")


def stays(*dogs: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dog["stay_no"] for dog in dogs)


def test_who_is_not_logged_in_is_sent_to_log_in_and_back(running: Client) -> None:
    sent = [running.get(HERE), running.post(HERE, urlencode({"act": "move"}), **FORM)]

    assert {answer.status for answer in sent} == {303}
    assert {answer.headers["location"] for answer in sent} == {f"/intake/login?next={HERE}"}


def test_the_board_is_for_those_who_work_at_the_kennels(running: Client, keys: Path) -> None:
    assert Person(running, keys, "adoption").look().status == 403


def test_all_158_are_drawn_with_a_name_and_a_word(hand: Person, keeper: Client) -> None:
    take_in(keeper, custody_basis="OBSERVATION")
    keeper.post("/intake/v1/kennels/D01/disinfection", {"agent": "BLEACH"})

    page = hand.look().text

    assert len(set(re.findall(r'data-kennel="([A-Z]\d\d)"', page))) == 158
    assert re.search(r"消毒到 D01 \d+月\d+日 \d\d:\d\d</p>", page)
    for label in ("A01 0/2 空", "E01 1/1 满 有留置", "D01 0/1 消毒中"):
        assert f'aria-label="{label}"' in page


def test_a_dog_is_moved_by_form_and_a_double_tap_moves_it_once(
    hand: Person, keeper: Client, store: Store
) -> None:
    dog = take_in(keeper)
    key = re.search(r'name="key" value="([^"]+)"', hand.look("A01").text)
    assert key

    answers = [hand.press("move", "A01", stays(dog), to="B05", key=key[1]) for _ in range(2)]

    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == f"{HERE}?at=B05&done=move#kennel"
    page = hand.look("B05", done="move").text
    assert dog["stay_no"] in page
    assert "已移舍 · B05" in page
    assert [entry["what"] for entry in kennel(keeper, "B05")["log"]] == ["moved_in"]
    assert counted_right(store)


def test_what_cannot_be_is_said_on_the_page(hand: Person, keeper: Client, store: Store) -> None:
    male, female = take_in(keeper), take_in(keeper, sex="female")
    hand.press("move", "A01", stays(male), to="B01")

    refused = hand.press("move", "A02", stays(female), to="B01")
    empty = hand.press("move", "A02", to="B01")
    nonsense = hand.press("fly", "A02")

    assert [answer.status for answer in (refused, empty, nonsense)] == [409, 422, 404]
    assert "公母不同舍" in refused.text
    assert "请先勾选犬只" in empty.text
    assert "cannot share" not in refused.text
    assert counted_right(store)


def test_many_of_a_zone_move_at_once_and_who_could_not_is_named(hand: Person, keeper: Client) -> None:
    dogs = [take_in(keeper, sex=sex) for sex in ("male", "female", "male")]
    assert all(dog["stay_no"] in hand.look("A").text for dog in dogs)

    partly = hand.follow(hand.press("move", "A", stays(*dogs), to="B07"))
    rest = hand.follow(hand.press("move", "A", stays(dogs[1]), to="B"))

    assert "办好 2 只，没办 1 只" in partly
    assert "公母不同舍" in partly
    assert f"{dogs[1]['kennel']} → B01" in rest
    assert len(kennel(keeper, "B07")["dogs"]) == 2
    assert kennel(keeper, "B01")["company"] == "female/M"


def test_a_group_is_merged_by_form_whoever_is_ticked(hand: Person, keeper: Client) -> None:
    for _ in range(2):
        take_in(keeper)

    assert hand.press("merge", "A01", to="B02").headers["location"] == f"{HERE}?at=B02&done=merge#kennel"
    assert len(kennel(keeper, "B02")["dogs"]) == 2


def test_a_litter_is_kept_and_weaned_by_form(hand: Person, keeper: Client) -> None:
    mother = take_in(keeper, sex="female", age_months=30)
    puppy = take_in(keeper, age_months=1, size="S")
    hand.press("move", "A01", stays(mother), to="B01")
    hand.press("move", "F01", stays(puppy), to="B02")
    assert hand.press("litter", "B", stays(mother, puppy)).status == 303
    assert hand.press("move", "B", stays(mother, puppy), to="F").status == 303
    page = hand.look("F01").text
    litter = re.search(r'name="litter" value="([^"]+)"', page)
    assert litter and page.count("同窝") >= 3

    assert hand.press("wean", "F01", litter=litter[1]).status == 303

    assert "请分开" in hand.look("F01").text


def test_a_kennel_is_cleaned_disinfected_and_its_log_kept_by_form(hand: Person) -> None:
    assert hand.press("state", "B05", state="cleaning").status == 303
    assert "恢复使用" in hand.look("B05").text
    assert hand.press("state", "B05", state="open").status == 303
    assert hand.press("disinfect", "B05", agent="BLEACH", minutes="").status == 303
    assert hand.press("note", "B05", what="temperature", note="24.1 ℃").status == 303

    page = hand.look("B05").text

    assert "消毒作用时间到" in page
    assert "BLEACH 1:32" in page
    assert page.count("24.1 ℃") == 2
    assert hand.press("state", "B05", state="open").status == 409


def test_a_vet_seals_a_zone_and_reopens_it_by_form(doctor: Person, colleague: Person, hand: Person) -> None:
    assert hand.press("seal", zone="A", reason="犬瘟热抗原阳性").status == 403
    assert doctor.press("seal", zone="A", reason="").status == 422
    assert doctor.press("seal", zone="A", reason="犬瘟热抗原阳性").status == 303
    page = hand.look().text
    assert "犬瘟热抗原阳性" in page
    assert page.count("kennel sealed") == 25

    assert "须由另一名兽医解除封锁" in doctor.look().text
    assert doctor.press("reopen", zone="A", reason="21天无新病例").status == 409
    assert colleague.press("reopen", zone="A", reason="21天无新病例").status == 303

    assert "犬瘟热抗原阳性" not in hand.look().text


def test_who_may_only_look_finds_nothing_to_press(doctor: Person, keeper: Client) -> None:
    take_in(keeper)

    page = doctor.look("A01").text

    assert 'value="move"' not in page
    assert "kennels.js" not in page
    assert doctor.press("move", "A01", to="B01").status == 403


def test_dogs_without_a_kennel_wait_on_the_board(hand: Person, keeper: Client) -> None:
    for n in range(24):
        keeper.post(f"/intake/v1/kennels/A{n + 1:02d}/state", {"state": "cleaning"})
    for n in range(70):
        keeper.post(f"/intake/v1/kennels/B{n + 1:02d}/state", {"state": "cleaning"})
    dog = take_in(keeper)
    keeper.post("/intake/v1/kennels/B01/state", {"state": "open"})
    assert dog["kennel"] is None
    assert dog["stay_no"] in hand.look("none").text

    assert hand.press("move", "none", stays(dog), to="B01").status == 303

    assert dog["stay_no"] not in hand.look("none").text


def test_the_alarm_names_the_zones_that_are_tight(hand: Person, keeper: Client) -> None:
    assert "快住满了" not in hand.look().text
    for zone, kennels in {"A": 24, "B": 70, "C": 24}.items():
        for n in range(kennels):
            keeper.post(f"/intake/v1/kennels/{zone}{n + 1:02d}/state", {"state": "maintenance"})
    for _ in range(12):
        take_in(keeper, custody_basis="OBSERVATION")
    for _ in range(10):
        take_in(keeper, age_months=1)
    for _ in range(4):
        take_in(keeper, custody_basis="EVIDENCE")
    for n in range(14):
        keeper.post(f"/intake/v1/kennels/D{n + 1:02d}/state", {"state": "maintenance"})

    page = hand.look().text

    assert "快住满了" in page
    assert re.search(r"紧张：[^。]*E、F、G 区。", page)


def test_kennels_are_filtered_by_links_and_the_choice_is_kept(hand: Person, keeper: Client) -> None:
    take_in(keeper)
    keeper.post("/intake/v1/kennels/B01/state", {"state": "maintenance"})

    page = hand.look(only="clean", zone="A").text
    sent = hand.client.post(
        f"{HERE}?only=clean&zone=A", urlencode({"act": "state", "at": "A01", "state": "cleaning"}), **FORM,
        **hand.headers,
    )  # fmt: skip

    assert re.findall(r'data-kennel="(\w+)"', page) == ["A01"]
    assert "/intake/kennels/?at=A01&amp;zone=A&amp;only=clean#kennel" in page
    assert "158 间 · 待清扫 1" in page
    assert sent.headers["location"] == f"{HERE}?at=A01&zone=A&only=clean&done=state#kennel"
    assert re.findall(r'data-kennel="(\w+)"', hand.look(only="closed").text) == ["A01", "B01"]
    assert "没有符合的犬舍" in hand.look(only="over").text


def test_cleaning_is_written_down_by_one_press_and_leads_to_the_next(hand: Person, keeper: Client) -> None:
    take_in(keeper), take_in(keeper, sex="female")
    page = hand.look("A01").text
    assert "下一间待清扫 A02" in page

    hand.press("note", "A01", what="cleaning", note="✓")

    assert "已清扫</button>" not in hand.look("A01").text
    assert re.findall(r'data-kennel="(\w+)"', hand.look(only="clean").text) == ["A02"]


def test_the_best_kennel_is_suggested_and_the_others_say_why_not(hand: Person, keeper: Client) -> None:
    dog, like, other = take_in(keeper), take_in(keeper), take_in(keeper, sex="female")
    hand.press("move", "A01", stays(like), to="B07")
    hand.press("move", "A02", stays(other), to="B09")

    page = hand.look("A01").text

    fits = page[page.index('id="fit"') :]
    suggested = re.findall(r'name="to" value="(\w+)"', fits)
    assert suggested[:2] == ["A02", "A03"]
    assert "B07" in fits and "公母不同舍" in fits
    assert hand.press("move", "A01", stays(dog), to=suggested[0]).status == 303


def test_what_is_suggested_first_in_a_zone_is_what_a_move_to_the_zone_takes(
    hand: Person, keeper: Client, store: Store
) -> None:
    for sex, size in (("male", "L"), ("male", "M"), ("female", "M")):
        hand.press("move", "A", stays(take_in(keeper, sex=sex, size=size)), to="B")
    dog = take_in(keeper, sex="female")
    with store.write() as work:
        work.get_one(Stay, dog["stay_id"]).status = "HOLDING"
    page = hand.look(str(dog["kennel"])).text
    first = re.findall(r'name="to" value="(\w+)"', page[page.index('id="fit"') :])[0]

    hand.press("move", "A", stays(dog), to="B")

    assert first == "B03"
    assert dog["stay_no"] in hand.look(first).text


def test_a_dog_is_linked_to_its_page_and_its_photo_is_loaded_late(hand: Person, keeper: Client) -> None:
    dog, bare = take_in(keeper), take_in(keeper)
    photos = [
        keeper.post(f"{DOGS}/{dog['dog_id']}/photos?view={view}", a_photo(colour), Content_Type="image/jpeg")
        for view, colour in (("front", "tan"), ("left", "peru"))
    ]  # fmt: skip
    front = photos[0].json()["photos"][0]["photo_id"]

    page = hand.look("A01").text

    [shown] = re.findall(r"<img [^>]*photos[^>]*>", page)
    assert f"/intake/v1/photos/{front}/small" in shown
    assert 'loading="lazy"' in shown
    assert all(f'/intake/due/{one["stay_id"]}"' in page for one in (dog, bare))


def a_photo(colour: str) -> bytes:
    written = BytesIO()
    Image.new("RGB", (320, 240), colour).save(written, "JPEG")
    return written.getvalue()


def test_the_board_asks_the_store_as_often_for_many_dogs_as_for_few(keeper: Client, store: Store) -> None:
    def asked(at: str) -> int:
        said: list[str] = []
        with store.read() as work, counting(work, said):
            house = looking.house(work, clock.now())
            looking.panel(work, house, Choice(at=at), "", jurisdiction(), clock.now())
        return len(said)

    take_in(keeper)
    few = [asked(at) for at in ("", "A01", "A", "none")]
    for n in range(40):
        take_in(keeper, sex=("male", "female")[n % 2], size="SML"[n % 3], age_months=24)

    assert [asked(at) for at in ("", "A01", "A", "none")] == few == [6, 12, 7, 7]


@contextlib.contextmanager
def counting(work: Work, said: list[str]) -> Iterator[None]:
    def note(*told: Any) -> None:
        said.append(told[2])

    engine = work.connection().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    yield
    sa.event.remove(engine, "before_cursor_execute", note)


def test_a_ticked_list_is_held_and_printed_from_the_board(
    running: Client, keys: Path, keeper: Client
) -> None:
    take_in(keeper)

    page = Person(running, keys, "officer").look("A").text

    for where in ("/intake/picked/hold", "/intake/tags/labels.pdf", "/intake/tags/cards.pdf"):
        assert f'formaction="{where}" formnovalidate' in page
    assert "print.js" in page


def test_the_board_speaks_english_on_request(hand: Person) -> None:
    page = hand.look("B05", lang="en").text

    assert "Bite observation" in page
    assert 'aria-label="B05 0/5 Empty"' in page
