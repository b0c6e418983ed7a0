"""Codes beside the password: set up, asked for, used once, lost, taken away."""

import re
import time
from html import unescape

import pyotp
import pytest

from services.intake.settings import chosen
from services.intake.staff import codes, second
from services.intake.staff.models import SecondStep, Staff
from services.intake.staff.rules import CONFIRMERS, who_needs_codes
from services.intake.staff.store import acts
from shared.refusal import Refusal
from shared.store import Store
from tests.intake.staff.conftest import PASSWORD, WANG, cookie_of, form, log_in, page
from tests.servers import Answer, Client
from tests.standing import Standing
from tests.who_may import TABLE

ME = "/intake/staff/me/codes"


@pytest.fixture
def any_store_url(store_url: str) -> str:
    """SQLite will do: nothing here is a matter of the store."""
    return store_url


def hidden(shown: Answer, name: str) -> str:
    found = re.search(f'name="{name}" value="([^"]*)"', shown.text)
    assert found, shown.text
    return unescape(found[1])


def secret_in(shown: Answer) -> str:
    found = re.search(r'<span class="code">([A-Z2-7 ]+)</span>', shown.text)
    assert found, shown.text
    return found[1].replace(" ", "")


def code_of(secret: str, ahead: int = 0) -> str:
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * ahead)


def recovery_in(shown: Answer) -> list[str]:
    return re.findall(r'<li class="code">([0-9A-Z-]+)</li>', shown.text)


def set_up(client: Client, cookie: str, path: str = ME) -> tuple[str, Answer]:
    """With the code of half a minute ago, so that this one's and the next are still to be used."""
    shown = page(client, path, cookie)
    secret = secret_in(shown)
    fields = {"sealed": hidden(shown, "sealed"), "code": code_of(secret, -1), "next": "/intake/find/"}
    return secret, form(client, path.partition("?")[0], fields, cookie)


@pytest.fixture
def many_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(second, "TRIES", ((1000, second.TRIES[0][1]),))


def with_code(client: Client, code: str) -> Answer:
    told = {"username": "wang", "password": WANG["password"], "code": code}
    return client.post("/intake/v1/session", told)


def test_codes_are_set_up_asked_for_and_good_once(
    running: Client, wang: Client, store: Store, many_tries: None
) -> None:
    refused = form(running, ME, {"sealed": "00", "code": "000000"}, wang.token)
    assert refused.status == 422 and "验证码不对" in refused.text
    secret, shown = set_up(running, wang.token)
    recovery = recovery_in(shown)
    assert len(set(recovery)) == 10 and shown.headers["cache-control"] == "no-store"

    asked = log_in(running)
    assert (asked.status, asked.json()["type"]) == (401, "/problems/CodeNeeded")
    assert with_code(running, "000000").json()["type"] == "/problems/WrongCode"
    assert with_code(running, code_of(secret, -1)).status == 401, "it was used to set them up"
    now = code_of(secret)
    assert with_code(running, f" {now[:3]} {now[3:]}").status == 200
    assert with_code(running, now).status == 401, "none is good twice"
    assert with_code(running, code_of(secret, 1)).status == 200
    assert with_code(running, recovery[3].lower()).status == 200
    assert with_code(running, recovery[3]).status == 401
    with store.read() as work:
        assert codes.recovery_left(work, "wang") == 9
        assert secret.encode() not in work.get_one(SecondStep, "wang").secret
        said = [one.act for one in acts(work, "wang")]
    assert said.count("RECOVERY_CODE") == 1 and said.count("WRONG_CODE") == 4 and "CODES_ON" in said


def test_a_wrong_password_does_not_say_whether_there_are_codes(
    running: Client, wang: Client, many_tries: None
) -> None:
    set_up(running, wang.token)

    assert log_in(running, password="wrong").json()["type"] == log_in(running, "nobody").json()["type"]


def test_on_pages_the_code_is_a_second_step(running: Client, wang: Client, many_tries: None) -> None:
    secret, _ = set_up(running, wang.token)
    told = {"username": "wang", "password": WANG["password"], "next": "/intake/find/"}
    begun = form(running, "/intake/login", told, "")
    there, half_in = begun.headers["location"], cookie_of(begun)
    assert there == "/intake/login/code?next=/intake/find/"
    assert page(running, "/intake/find/", half_in).status == 303
    assert "恢复码" in page(running, there, half_in).text

    refused = form(running, "/intake/login/code", {"code": "000000", "next": "/intake/find/"}, half_in)
    assert refused.status == 401 and "验证码不对" in refused.text
    done = form(running, "/intake/login/code", {"code": code_of(secret), "next": "/intake/find/"}, half_in)

    assert done.headers["location"] == "/intake/find/"
    assert page(running, "/intake/find/", cookie_of(done)).status == 200
    nobody = form(running, "/intake/login/code", {"code": code_of(secret, 1)}, "")
    assert nobody.headers["location"] == "/intake/login"


def test_tries_are_limited(running: Client, wang: Client) -> None:
    secret, _ = set_up(running, wang.token)

    answers = [with_code(running, "000000") for _ in range(5)]

    assert [answer.status for answer in answers] == [401] * 4 + [429]
    assert with_code(running, code_of(secret)).status == 429


def test_they_are_removed_with_the_password_and_a_code(
    running: Client, wang: Client, many_tries: None
) -> None:
    secret, shown = set_up(running, wang.token)
    one = {"password": WANG["password"], "code": recovery_in(shown)[0]}
    renewed = form(running, f"{ME}/renewal", one, wang.token)
    assert len(recovery_in(renewed)) == 10
    assert form(running, f"{ME}/removal", one | {"code": recovery_in(shown)[1]}, wang.token).status == 422
    assert form(running, f"{ME}/removal", one | {"password": "wrong"}, wang.token).status == 422

    removed = form(running, f"{ME}/removal", one | {"code": code_of(secret)}, wang.token)

    assert removed.headers["location"] == f"{ME}?done=off"
    assert log_in(running).status == 200


def test_an_administrator_takes_away_what_is_lost_on_record(
    running: Client, boss: Client, wang: Client, many_tries: None
) -> None:
    set_up(running, wang.token)
    assert {one["username"]: one["has_codes"] for one in boss.get("/intake/v1/staff").json()["staff"]} == {
        "admin": False, "wang": True
    }  # fmt: skip
    assert "重置动态验证码" in page(running, "/intake/staff/accounts/wang", boss.token).text
    assert wang.post("/intake/v1/staff/wang/codes/reset", {"why": "手机遗失"}).status == 403
    assert boss.post("/intake/v1/staff/admin/codes/reset", {"why": "手机遗失"}).status == 409

    done = form(running, "/intake/staff/accounts/wang/codes", {"why": "手机遗失", "key": "1"}, boss.token)

    assert done.status == 303
    again = log_in(running).json()["access_token"]
    assert "手机遗失" in page(running, "/intake/staff/me", again).text, "whoever it is about is told"


def test_who_may_confirm_is_asked_to_set_them_up(
    running: Client, wang: Client, standing: Standing, many_tries: None
) -> None:
    settings = chosen(standing.service)
    settings.totp_for = "two-people"
    try:
        assert log_in(running).json()["still"] == "", "a keeper confirms nothing"
        session = log_in(running, "admin", PASSWORD).json()
        half_in = running.signed_in(session["access_token"])
        assert session["still"] == "set-up"
        assert half_in.get("/intake/v1/kennels").json()["type"] == "/problems/CodeSetUpNeeded"
        begun = form(running, "/intake/login", {"username": "admin", "password": PASSWORD}, "")
        assert begun.headers["location"].startswith("/intake/login/set-up")

        secret, shown = set_up(running, cookie_of(begun), "/intake/login/set-up?next=/intake/find/")

        assert len(recovery_in(shown)) == 10 and "/intake/find/" in shown.text
        assert page(running, "/intake/find/", cookie_of(shown)).status == 200
        told = {"username": "admin", "password": PASSWORD, "code": code_of(secret)}
        assert running.post("/intake/v1/session", told).json()["still"] == ""
    finally:
        settings.totp_for = ""


def test_the_setting_names_roles_that_there_are() -> None:
    assert who_needs_codes("") == frozenset()
    assert who_needs_codes("keeper, two-people") == CONFIRMERS | {"keeper"}
    with pytest.raises(Refusal, match="keepr"):
        who_needs_codes("keepr")


def test_those_who_confirm_are_those_whom_the_table_of_doors_names() -> None:
    """What somebody has asked for is granted, confirmed or refused by these."""
    deciding = re.findall(
        r"^POST /intake/v1/\S+/(?:confirmation|approval|grant|agreement)\S*\s+(.*)$", TABLE, re.MULTILINE
    )
    named = {role for roles in deciding for role in roles.split()}

    assert named and named <= CONFIRMERS, named
    assert Staff(username="x", password_hash="-").first_password is False


def test_half_in_without_the_code_nobody_changes_the_password(
    running: Client, wang: Client, many_tries: None
) -> None:
    """Whoever has found out the password alone neither keeps its owner out nor ends what they have open."""
    set_up(running, wang.token)
    begun = form(running, "/intake/login", {"username": "wang", "password": WANG["password"]}, "")
    half_in = running.signed_in(cookie_of(begun))

    told = {"password": "another one altogether", "old": WANG["password"]}
    answer = half_in.post("/intake/v1/staff/wang/password", told)

    assert (answer.status, answer.json()["type"]) == (401, "/problems/CodeNeeded")
    assert wang.get("/intake/v1/kennels").status == 200
