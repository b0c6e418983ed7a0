"""A first password opens nothing but its own change; the old one is asked for; what is guessed is refused."""

from typing import Any

import pytest

from services.intake.staff import rules
from services.intake.staff.store import acts
from shared.store import Store
from tests.intake.staff.conftest import WANG, cookie_of, form, log_in, page, signed_in
from tests.servers import FIRST, Answer, Client, hire

OWN = "my own words at last"
LI = {"username": "li", "password": OWN, "roles": ["keeper"]}


@pytest.fixture
def any_store_url(store_url: str) -> str:
    """SQLite will do: nothing here is a matter of the store."""
    return store_url


def change(client: Client, name: str, password: str, old: str = "") -> Answer:
    return client.post(f"/intake/v1/staff/{name}/password", {"password": password, "old": old})


def test_a_first_password_opens_nothing_but_its_own_change(running: Client, boss: Client) -> None:
    assert boss.post("/intake/v1/staff", LI | {"password": FIRST}).status == 201
    session = log_in(running, "li", FIRST).json()
    half_in = running.signed_in(session["access_token"])

    assert session["still"] == "password" and session["expires_in"] <= 900
    refused = half_in.get("/intake/v1/kennels")
    assert (refused.status, refused.json()["type"]) == (401, "/problems/PasswordChangeNeeded")
    assert half_in.post("/intake/v1/session/renewal").status == 401
    assert half_in.ask("DELETE", "/intake/v1/session").status == 401
    assert change(half_in, "admin", OWN).status == 403
    assert change(half_in, "li", FIRST, FIRST).json()["type"] == "/problems/SamePassword"
    assert change(half_in, "li", OWN, FIRST).status == 201

    assert half_in.get("/intake/v1/kennels").status == 401
    session = log_in(running, "li", OWN).json()
    assert session["still"] == "" and running.signed_in(session["access_token"]).get(
        "/intake/v1/kennels"
    ).status == 200  # fmt: skip


def test_a_password_that_an_administrator_gives_is_a_first_one_again(running: Client, boss: Client) -> None:
    hire(boss, LI)
    assert log_in(running, "li", OWN).json()["still"] == ""

    assert change(boss, "li", FIRST).status == 201

    assert log_in(running, "li", FIRST).json()["still"] == "password"


def test_on_pages_it_is_changed_before_anything_else(running: Client, boss: Client) -> None:
    boss.post("/intake/v1/staff", LI | {"password": FIRST})
    begun = form(running, "/intake/login", {"username": "li", "password": FIRST, "next": "/intake/find/"}, "")
    there, half_in = begun.headers["location"], cookie_of(begun)
    assert there == "/intake/login/password?next=/intake/find/"
    assert page(running, "/intake/", half_in).headers["location"].startswith("/intake/login")
    assert page(running, "/intake/login", half_in).headers["location"].startswith("/intake/login/password")
    assert "改初始密码" in page(running, there, half_in).text

    new = {"old": FIRST, "password": "1234567890", "next": "/intake/find/"}
    refused = form(running, "/intake/login/password", new, half_in)
    assert refused.status == 422 and "容易猜到" in refused.text
    changed = form(running, "/intake/login/password", new | {"password": OWN}, half_in)

    assert changed.headers["location"] == "/intake/find/"
    assert page(running, "/intake/find/", cookie_of(changed)).status == 200
    over = form(running, "/intake/login/password", new, half_in)
    assert over.headers["location"].startswith("/intake/login?next=")
    assert page(running, "/intake/login/password", "").headers["location"] == "/intake/login"


def test_the_old_one_is_asked_for_and_not_for_ever(
    running: Client, wang: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "OLD_TRIES", 3)
    for old in ("", "not this one"):
        refused = change(wang, "wang", OWN, old)
        assert (refused.status, refused.json()["type"]) == (422, "/problems/WrongPassword")
    assert change(wang, "wang", "wang 1234567890", str(WANG["password"])).status == 422
    refused = change(wang, "wang", OWN, str(WANG["password"]))

    assert refused.status == 429 and int(refused.headers["retry-after"]) > 60
    assert signed_in(running).get("/intake/v1/kennels").status == 200, "nothing was changed"


@pytest.mark.parametrize("password", ["aaaaaaaaaa", "qingcheng2026", "li-li-li-li-li", "short one"])
def test_a_bad_password_is_refused_wherever_one_is_given(boss: Client, wang: Client, password: Any) -> None:
    refused = [
        boss.post("/intake/v1/staff", LI | {"password": password}),
        change(boss, "wang", password if "li" not in password else "wang-wang-wang"),
    ]
    assert [answer.status for answer in refused] == [422, 422]


def test_a_key_gives_the_same_answer_once(running: Client, wang: Client, store: Store) -> None:
    body, door = {"password": OWN, "old": WANG["password"]}, "/intake/v1/staff/wang/password"
    first = wang.post(door, body, Idempotency_Key="1")
    again = signed_in(running, password=OWN).post(door, body, Idempotency_Key="1")

    assert (first.status, first.json()) == (201, {"username": "wang", "roles": ["keeper"]})
    assert (again.status, again.text) == (201, first.text)
    assert again.headers["idempotent-replayed"] == "true"
    with store.read() as work:
        assert [one.act for one in acts(work, "wang")].count("PASSWORD") == 1
