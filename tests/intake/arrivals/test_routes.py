"""Intake's doors, on a real store and a real Redis."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from services.intake.kennels.models import Kennel
from services.intake.stays.models import Dog, Stay
from shared import auth
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import FIRST, Client, hire

DOGS = "/intake/v1/dogs"


def test_the_first_account_logs_in_and_its_token_opens_doors(running: Client) -> None:
    session = running.post("/intake/v1/session", {"username": "admin", "password": "a good password"}).json()

    answer = running.signed_in(session["access_token"]).post(DOGS, a_dog())

    assert answer.status == 201
    assert session["expires_in"] > 0


def test_a_wrong_password_and_an_unknown_name_are_told_alike(running: Client) -> None:
    answers = [
        running.post("/intake/v1/session", {"username": name, "password": "wrong"})
        for name in ("admin", "nobody")
    ]

    assert answers[0].status == answers[1].status == 401
    assert answers[0].text == answers[1].text


def test_a_dog_is_taken_in_with_a_number_a_kennel_and_a_tag(officer: Client) -> None:
    taken_in = officer.post(DOGS, a_dog(chip="156 000123456789")).json()

    shown = officer.get(f"{DOGS}/{taken_in['dog_id']}").json()
    assert taken_in["stay_no"].startswith("HH-20")
    assert taken_in["kennel"] == "A01"
    assert taken_in["status"] == "QUARANTINE"
    assert taken_in["tag"]["url"].endswith(f"/T/{taken_in['tag']['code']}")
    assert len(taken_in["tag"]["code"]) == 12
    assert shown["chip"] == "156000123456789"
    assert shown["stays"][0]["taken_in_by"] == "one officer"


def test_the_201_is_on_disk_with_its_events(officer: Client, store: Store) -> None:
    taken_in = officer.post(DOGS, a_dog()).json()

    with store.read() as work:
        told = sa.select(journal.c.type).where(journal.c.subject == taken_in["dog_id"])
        types = work.connection().scalars(told.order_by(journal.c.sequence)).all()
    assert types == [f"cn.qingcheng.{what}.v1" for what in ("dog.intaken", "tag.issued", "kennel.assigned")]


def test_fifty_at_once_get_dense_numbers_and_no_kennel_is_overfull(officer: Client, store: Store) -> None:
    with ThreadPoolExecutor(50) as phones:
        answers = list(phones.map(lambda _: officer.post(DOGS, a_dog(age_months=2)), range(50)))

    taken_in = [answer.json() for answer in answers]
    numbers = sorted(int(one["stay_no"][-6:]) for one in taken_in)
    assert numbers == list(range(1, 51))
    assert len({one["tag"]["code"] for one in taken_in}) == 50
    with store.read() as work:
        kennels = work.exec(select(Kennel)).all()
        living = Counter(work.exec(select(Stay.kennel)).all())
    assert all(living[kennel.code] == kennel.occupied <= kennel.capacity for kennel in kennels)
    assert sum(kennel.occupied for kennel in kennels) == 50


def test_a_full_house_takes_the_dog_in_and_says_that_it_has_no_kennel(officer: Client) -> None:
    taken_in = [officer.post(DOGS, a_dog(custody_basis="EVIDENCE")).json() for _ in range(17)]

    assert [one["kennel"] is None for one in taken_in] == [False] * 16 + [True]  # G01–G04, then E01–E12


def test_the_same_key_gets_the_same_answer_and_one_dog(officer: Client, store: Store) -> None:
    answers = [officer.post(DOGS, a_dog(), Idempotency_Key="night-17/42") for _ in range(3)]

    assert len({answer.text for answer in answers}) == 1
    assert answers[1].headers["idempotent-replayed"] == "true"
    assert dogs_in(store) == 1


def dogs_in(store: Store) -> int:
    with store.read() as work:
        return len(work.exec(select(Dog.id)).all())


@pytest.mark.parametrize(
    ("body", "status", "title"),
    [
        (a_dog(found_at={"text": "", "division": "990105"}), 422, "Unknown division"),
        (a_dog(found_time="2999-01-01T00:00:00+08:00"), 422, "does not fit"),
        (a_dog(found_time="2005-08-31T23:59:59+08:00"), 422, "does not fit"),
        (a_dog(found_time="1794000000"), 422, "does not fit"),
        (a_dog(notes="a\0b"), 422, "does not fit"),
        (a_dog(found_time="2026-07-13T23:41:00"), 422, "does not fit"),
        (a_dog(chip="1560001234567890"), 422, "Impossible chip number"),
        (a_dog(sex="neither"), 422, "does not fit"),
        (a_dog(operation_id="none"), 404, "Not found"),
        (a_dog(owner_phone="13812345678"), 422, "does not fit"),
        ("", 422, "does not fit"),
        ("{", 422, "does not fit"),
        ("[" * 100_000, 400, "Bad Request"),
    ],
)
def test_bad_input_is_told_what_to_do_and_leaves_no_row(
    officer: Client, store: Store, body: Any, status: int, title: str
) -> None:
    answer = officer.post(DOGS, body, Content_Type="application/json")

    assert answer.status == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert title in answer.json()["title"]
    assert answer.json()["detail"]
    assert dogs_in(store) == 0


@pytest.mark.parametrize("basis", ["STRAY", "SURRENDERED", "SEIZED"])
def test_a_dog_from_before_the_first_law_is_refused_and_intake_goes_on(
    officer: Client, store: Store, basis: str
) -> None:
    """It had no answer, nor had anybody after it, log-in included."""
    early = officer.post(DOGS, a_dog(found_time="2005-08-31T23:59:59+08:00", custody_basis=basis))

    assert early.status == 422
    assert "2005-08-31" in early.text and "2005-09-01" in early.text
    assert dogs_in(store) == 0
    assert officer.post(DOGS, a_dog()).status == 201


def test_ten_megabytes_are_too_large(officer: Client, store: Store) -> None:
    answer = officer.post(DOGS, a_dog(notes="x" * 10_000_000))

    assert answer.status == 413
    assert answer.headers["content-type"] == "application/problem+json"
    assert dogs_in(store) == 0


def test_another_content_type_is_told_so(officer: Client) -> None:
    answer = officer.post(DOGS, "sex=male", Content_Type="application/x-www-form-urlencoded")

    assert answer.status == 415
    assert "application/json" in answer.json()["detail"]


def test_who_has_no_token_an_old_one_or_anothers_role_stays_out(
    running: Client, keys: Any, store: Store, token: Callable[[str], str]
) -> None:
    expired = auth.sign((keys / "token.key").read_bytes(), "wang", ["officer"], lasts=timedelta(minutes=-10))
    doors = [
        running,
        running.signed_in(expired),
        running.signed_in("made up"),
        running.signed_in(token("vet")),
    ]

    answers = [door.post(DOGS, a_dog()) for door in doors]

    assert [answer.status for answer in answers] == [401, 401, 401, 403]
    assert all(answer.headers["content-type"] == "application/problem+json" for answer in answers)
    assert dogs_in(store) == 0


def test_a_key_that_came_with_another_body_is_refused(officer: Client, store: Store) -> None:
    officer.post(DOGS, a_dog(), Idempotency_Key="1")

    answer = officer.post(DOGS, a_dog(colour="BK"), Idempotency_Key="1")

    assert answer.status == 422
    assert "new key" in answer.json()["detail"]
    assert dogs_in(store) == 1


def test_an_unknown_dog_is_not_found(officer: Client) -> None:
    assert officer.get(f"{DOGS}/0").status == 404


def test_an_operation_counts_its_dogs_and_then_takes_no_more(officer: Client) -> None:
    began = {"name": "第17次联合行动", "district": "赛罕区", "started_at": "2026-07-13T21:30:00+08:00",
             "departments": [{"name": "公安", "headcount": 12}]}  # fmt: skip
    operation = officer.post("/intake/v1/operations", began).json()["operation_id"]
    for _ in range(3):
        officer.post(DOGS, a_dog(operation_id=operation))

    closed = officer.post(f"/intake/v1/operations/{operation}/closing", {}).json()

    assert closed["dogs"] == 3
    assert officer.post(DOGS, a_dog(operation_id=operation)).status == 409


def test_dogs_are_found_by_what_one_knows_of_them(officer: Client) -> None:
    first = officer.post(DOGS, a_dog(name="豆包")).json()
    officer.post(DOGS, a_dog(found_at={"text": "新华广场", "division": "150102"}))

    def found(q: str) -> list[str]:
        return [dog["stay_no"][-1] for dog in officer.get(f"{DOGS}?q={q}").json()["dogs"]]

    assert found("%E8%B1%86%E5%8C%85") == ["1"]
    assert found(first["tag"]["code"]) == ["1"]
    assert found("%E6%96%B0%E5%8D%8E") == ["2"]
    assert found("HH-20") == ["2", "1"]


def test_a_list_goes_on_where_its_page_ended(officer: Client) -> None:
    for _ in range(3):
        officer.post(DOGS, a_dog())

    first = officer.get(f"{DOGS}?limit=2").json()
    rest = officer.get(f"{DOGS}?limit=2&after={first['next']}").json()

    assert [dog["stay_no"][-1] for dog in first["dogs"] + rest["dogs"]] == ["3", "2", "1"]
    assert rest["next"] is None


def test_a_tag_is_drawn_for_staff(officer: Client, running: Client) -> None:
    code = officer.post(DOGS, a_dog()).json()["tag"]["code"]

    assert officer.get(f"/intake/v1/tags/{code}.svg").headers["content-type"].startswith("image/svg")
    assert officer.get("/intake/v1/tags/000000000000.svg").status == 404
    assert officer.get("/intake/v1/tags/NONE.svg").status == 422
    assert running.get(f"/intake/v1/tags/{code}.svg").status == 401


def test_an_account_has_the_roles_that_it_was_given(admin: Client, running: Client) -> None:
    account = {"username": "vet.li", "password": "a vet at work", "roles": ["vet"]}
    hire(admin, account)

    session = running.post("/intake/v1/session", {"username": "vet.li", "password": "a vet at work"})
    vet = running.signed_in(session.json()["access_token"])

    assert vet.get("/intake/v1/kennels").status == 200
    assert vet.post(DOGS, a_dog()).status == 403
    assert vet.post("/intake/v1/staff", account).status == 403
    assert admin.post("/intake/v1/staff", account).status == 409


def test_one_changes_ones_own_password_and_no_others(admin: Client, officer: Client, running: Client) -> None:
    admin.post("/intake/v1/staff", {"username": "wang", "password": FIRST, "roles": ["keeper"]})

    assert officer.post("/intake/v1/staff/wang/password", {"password": "another password"}).status == 403
    assert admin.post("/intake/v1/staff/wang/password", {"password": "another password"}).status == 201

    logins = [{"username": "wang", "password": word} for word in (FIRST, "another password")]
    assert [running.post("/intake/v1/session", login).status for login in logins] == [401, 200]
