"""Many dogs at once: one request, and each is answered for itself."""

import re
from pathlib import Path

import pytest

from tests.intake.conftest import a_dog
from tests.intake.operations.test_pages import Officer
from tests.servers import Answer, Client

HERE = "/intake/picked/"
DOGS = "/intake/v1/dogs"


@pytest.fixture
def desk(running: Client, keys: Path) -> Officer:
    return Officer(running, keys)


def take_in(officer: Client, **changed: object) -> dict[str, str]:
    answer = officer.post(DOGS, a_dog(**changed))
    assert answer.status == 201, answer.text
    return dict(answer.json())


def ticked(*dogs: dict[str, str], **more: str) -> list[tuple[str, str]]:
    return [*(("stay", dog["stay_no"]) for dog in dogs), *more.items()]


def follow(desk: Officer, sent: Answer) -> str:
    assert sent.status == 303, sent.text
    return desk.look(sent.headers["location"]).text


def test_those_ticked_move_each_to_its_like_and_whoever_cannot_is_told_why(
    desk: Officer, officer: Client
) -> None:
    male, female = take_in(officer, name="豆包"), take_in(officer, sex="female")
    biter, nobody = take_in(officer, custody_basis="OBSERVATION"), {"stay_no": "HH-1999-000001"}
    back = "/intake/find/?q=HH-20"

    page = follow(desk, desk.send(f"{HERE}move", ticked(male, female, nobody, biter, to="b05", back=back)))

    assert "办好 1 只，没办 3 只" in page
    assert "A01 → B05" in page
    for why in ("公母不同舍", "伤人观察和涉案犬须单独饲养", "HH-1999-000001 不在所"):
        assert why in page
    assert f'href="{back}"' in page
    there = [officer.get(f"{DOGS}/{dog['dog_id']}").json()["stays"][0] for dog in (male, female)]
    assert [stay["kennel"] for stay in there] == ["B05", "A02"]
    retried = re.findall(r'name="stay" value="([^"]+)"', page.partition("办好的")[0])
    assert retried == [female["stay_no"], biter["stay_no"]]


def test_a_hold_is_placed_on_all_who_have_none_of_the_kind(desk: Officer, officer: Client) -> None:
    dogs = [take_in(officer) for _ in range(3)]
    hold = {"hold": "OWNER_DISPUTE", "because": "两人都说是自己的犬"}
    desk.send(f"{HERE}hold", ticked(dogs[0], **hold))

    page = follow(desk, desk.send(f"{HERE}hold", ticked(*dogs, **hold)))

    assert "办好 2 只，没办 1 只" in page
    assert re.search("已有“.+”留置", page)
    for dog in dogs:
        kept = officer.get(f"/intake/v1/stays/{dog['stay_id']}/holds").json()["holds"]
        assert [one["kind"] for one in kept].count("OWNER_DISPUTE") == 1


def test_the_same_page_sent_twice_is_done_once_and_says_the_same(desk: Officer, officer: Client) -> None:
    dog = take_in(officer)
    form = ticked(dog, to="B", key="once")

    first, second = (desk.send(f"{HERE}move", form) for _ in range(2))
    other = desk.send(f"{HERE}move", ticked(dog, to="D", key="once"))

    assert first.headers["location"] == second.headers["location"] != other.headers["location"]
    assert "A01 → B01" in follow(desk, second)
    assert "B01 → D01" in follow(desk, other)
    log = officer.get("/intake/v1/kennels/B01").json()["log"]
    assert [entry["what"] for entry in log] == ["moved_out", "moved_in"]


def test_an_answer_is_shown_to_whoever_asked_and_to_nobody_else(
    running: Client, keys: Path, desk: Officer, officer: Client
) -> None:
    answer = desk.send(f"{HERE}move", ticked(take_in(officer), to="B")).headers["location"]

    assert Officer(running, keys, "keeper").look(answer).status == 404
    assert running.get(answer).headers["location"].startswith("/intake/login")
    assert "What was moved" in desk.look(f"{answer}&lang=en").text


def test_the_cards_of_those_that_moved_are_printed_from_the_answer(desk: Officer, officer: Client) -> None:
    moved = [take_in(officer) for _ in range(2)]

    page = follow(desk, desk.send(f"{HERE}move", ticked(*moved, to="B")))

    form = page[page.index("/intake/tags/cards.pdf") :]
    assert re.findall(r'name="stay" value="([^"]+)"', form) == [dog["stay_no"] for dog in moved]


def test_what_is_missing_is_asked_for(desk: Officer, officer: Client) -> None:
    dog = take_in(officer)

    nothing = desk.send(f"{HERE}move", [("to", "B")])
    nowhere, unexplained = (
        desk.send(f"{HERE}move", ticked(dog, to="")),
        desk.send(f"{HERE}hold", ticked(dog, hold="OWNER_DISPUTE")),
    )

    assert [one.status for one in (nothing, nowhere, unexplained)] == [422, 422, 422]
    assert "请先勾选犬只" in nothing.text
    assert "选好去处" in nowhere.text
    assert desk.send(f"{HERE}burn", ticked(dog)).status == 404


def test_who_may_not_move_or_hold_is_refused(running: Client, keys: Path, officer: Client) -> None:
    dog = take_in(officer)
    vet, keeper, auditor = (Officer(running, keys, role) for role in ("vet", "keeper", "auditor"))

    assert vet.send(f"{HERE}move", ticked(dog, to="B")).status == 403
    assert keeper.send(f"{HERE}hold", ticked(dog, hold="MEDICAL", because="右后肢跛行")).status == 403
    assert auditor.send(f"{HERE}move", ticked(dog, to="B")).status == 403
    assert vet.send(f"{HERE}hold", ticked(dog, hold="MEDICAL", because="右后肢跛行")).status == 303


def test_one_goes_back_to_a_list_of_the_house_and_nowhere_else(desk: Officer, officer: Client) -> None:
    answer = desk.send(f"{HERE}move", ticked(take_in(officer), to="B", back="https://example.org/"))

    assert 'href="/intake/find/"' in follow(desk, answer)
    assert "example.org" not in follow(desk, answer)
