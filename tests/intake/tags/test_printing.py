"""The doors that print, from the paper back to the dog."""

import re
from urllib.parse import urlencode

import sqlalchemy as sa
import zxingcpp

from shared import clock
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.intake.tags.paper import codes_on, fetch, picture, sheet, sizes, words
from tests.intake.tags.test_routes import BATCHES, HERE, a_batch, taken_in
from tests.servers import Client

STAYS = "/intake/v1/stays"


def stays(*dogs: dict[str, str], **more: int) -> str:
    return urlencode([("stay", dog["stay_no"]) for dog in dogs] + list(more.items()))


def test_what_was_printed_is_photographed_and_bound_to_a_dog(officer: Client) -> None:
    batch = a_batch(officer)
    printed = fetch(officer, f"{BATCHES}/{batch['batch_id']}/labels.pdf")

    scanned = codes_on(sheet(printed.body))
    dog = taken_in(officer, tag_code=scanned[4].text)

    assert (printed.status, printed.kind) == (200, "application/pdf")
    assert len(scanned) == 24
    assert dog["tag"]["code"] == batch["labels"][4]["code"]


def test_a_batch_is_printed_again_without_the_labels_that_have_a_dog(officer: Client) -> None:
    batch = a_batch(officer)
    for label in batch["labels"][:20]:
        taken_in(officer, tag_code=label["code"])
    path = f"{BATCHES}/{batch['batch_id']}/labels.pdf"

    assert len(codes_on(sheet(fetch(officer, path).body))) == 4
    for label in batch["labels"][20:]:
        taken_in(officer, tag_code=label["code"])
    assert fetch(officer, path).status == 404


def test_a_batch_of_several_sheets_is_one_file(officer: Client) -> None:
    batch = a_batch(officer, sheets=3)

    assert sizes(fetch(officer, f"{BATCHES}/{batch['batch_id']}/labels.pdf").body) == [(210, 297)] * 3


def test_labels_of_tags_are_printed_in_the_order_in_which_they_are_named(officer: Client) -> None:
    codes = [taken_in(officer)["tag"]["code"] for _ in range(3)][::-1]

    printed = fetch(officer, f"{HERE}/labels.pdf?{urlencode([('code', code) for code in codes])}&first=5")

    assert [code.text[-12:] for code in codes_on(sheet(printed.body))] == codes
    assert fetch(officer, f"{HERE}/labels.pdf").status == 422
    assert fetch(officer, f"{HERE}/labels.pdf?code={codes[0]}&first=25").status == 422


def test_the_labels_of_many_stays_are_printed_at_once(officer: Client) -> None:
    dogs = [taken_in(officer) for _ in range(30)]
    dogs = dogs[10:] + dogs[:10]

    printed = fetch(officer, f"{STAYS}/labels.pdf?{stays(*dogs)}")

    read = [code.text[-12:] for page in (0, 1) for code in codes_on(sheet(printed.body, page))]
    assert sizes(printed.body) == [(210, 297)] * 2
    assert read == [dog["tag"]["code"] for dog in dogs]


def test_a_stay_that_is_named_twice_is_printed_once(officer: Client) -> None:
    dog = taken_in(officer)

    assert len(codes_on(sheet(fetch(officer, f"{STAYS}/labels.pdf?{stays(dog, dog)}").body))) == 1


def test_the_tag_that_is_worn_is_printed_and_not_the_one_before(officer: Client) -> None:
    dog = taken_in(officer)
    new = officer.post(f"{HERE}/{dog['tag']['code']}/replacement", {}).json()["code"]

    for what in ("labels", "cards"):
        paper = sheet(fetch(officer, f"{STAYS}/{what}.pdf?{stays(dog)}").body)
        assert [code.text[-12:] for code in codes_on(paper)] == [new]


def test_a_dog_without_a_tag_has_no_label_and_is_named(officer: Client) -> None:
    bare, dog = taken_in(officer), taken_in(officer)
    officer.post(f"{HERE}/{bare['tag']['code']}/loss", {})

    refused = officer.get(f"{STAYS}/labels.pdf?{stays(bare, dog)}")

    assert (refused.status, refused.json()["stays"]) == (409, [bare["stay_no"]])


def test_the_cards_of_many_stays_are_printed_at_once(officer: Client) -> None:
    dogs = [taken_in(officer, name=name) for name in ("豆包", "石头", "黑豹")]
    officer.post(f"{HERE}/{dogs[1]['tag']['code']}/loss", {})

    printed = fetch(officer, f"{STAYS}/cards.pdf?{stays(*dogs)}").body

    assert sizes(printed) == [(105, 148)] * 3
    assert [re.findall("豆包|石头|黑豹", page) for page in words(printed)] == [["豆包"], ["石头"], ["黑豹"]]
    assert [dog["kennel"] in page for dog, page in zip(dogs, words(printed), strict=True)] == [True] * 3
    assert [len(codes_on(sheet(printed, page))) for page in range(3)] == [1, 0, 1]


def test_a_stay_that_is_not_there_is_named(officer: Client) -> None:
    asked = stays(taken_in(officer), {"stay_no": "HH-1999-000001"})

    for what in ("labels", "cards"):
        answer = officer.get(f"{STAYS}/{what}.pdf?{asked}")
        assert (answer.status, answer.json()["stays"]) == (404, ["HH-1999-000001"])


def test_a_card_says_what_keeps_the_dog_now(officer: Client) -> None:
    dog = taken_in(officer, found_time=clock.now().isoformat())
    card = f"{HERE}/{dog['tag']['code']}/card.pdf"
    assert "不得离所 · 隔离检疫" in words(fetch(officer, card).body)[0]

    hold = {"hold": "EVIDENCE", "because": "伤人案件，等候鉴定"}
    assert officer.post(f"/intake/v1/stays/{dog['stay_id']}/holds", hold).status == 201

    assert "涉案 · 未经办案民警同意不得离所" in words(fetch(officer, card).body)[0]


def test_a_card_follows_the_dog_to_its_latest_stay(officer: Client, store: Store) -> None:
    dog = taken_in(officer, name="豆包", notes="怕雷声")
    with store.write() as work:
        work.connection().execute(sa.text("UPDATE stay SET kennel='C07'"))

    (written,) = words(fetch(officer, f"{HERE}/{dog['tag']['code'].lower()}/card.pdf").body)

    assert all(told in written for told in ("C07", "豆包", "怕雷声", dog["stay_no"]))


def test_a_code_alone_is_drawn_for_a_label_printer(officer: Client) -> None:
    tag = taken_in(officer, name="豆包")["tag"]

    drawn, lines = (fetch(officer, f"{HERE}/{tag['code']}.{kind}") for kind in ("png", "svg"))

    assert [one.text for one in zxingcpp.read_barcodes(picture(drawn.body))] == [tag["url"]]
    assert (lines.kind, b"<svg" in lines.body) == ("image/svg+xml", True)
    assert officer.get(f"{HERE}/{tag['code']}.gif").status == 404
    assert officer.get(f"{HERE}/000000000000.png").status == 404


def test_a_label_says_nothing_about_the_dog(officer: Client) -> None:
    dog = taken_in(officer, name="豆包", chip="156000123456785")

    (written,) = words(fetch(officer, f"{STAYS}/labels.pdf?{stays(dog)}").body)

    assert not re.search("豆包|田园|156000", written)
    assert a_dog()["found_at"]["text"] not in written
