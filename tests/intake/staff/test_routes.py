"""Doors and pages of accounts on a running intake: locks, ended sessions, idle time-out, the record."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.intake.staff import rules
from services.intake.staff import store as accounts
from services.intake.staff.models import Staff
from shared import auth, clock
from shared.sessions import APART, end_sessions
from shared.store import Store
from shared.tables import journal
from tests.intake.staff.conftest import WANG, cookie_of, form, log_in, page, signed_in
from tests.servers import Client
from tests.system import until

Token = Callable[[str], str]


def test_an_administrator_unlocks_and_all_of_it_is_recorded(
    running: Client, boss: Client, wang: Client, store: Store, token: Token
) -> None:
    for _ in range(5):
        log_in(running, password="wrong")
    seen = {one["username"]: one for one in boss.get("/intake/v1/staff").json()["staff"]}
    assert seen["wang"]["locked_until"] and not seen["admin"]["locked_until"]

    assert boss.post("/intake/v1/staff/wang/unlock", {"why": "本人来电"}).status == 201

    assert log_in(running).status == 200
    record = running.signed_in(token("auditor")).get("/intake/v1/staff/record?username=wang").json()["acts"]
    assert [one["act"] for one in record] == [
        "LOGGED_IN", "UNLOCKED", "LOCKED_OUT", *["WRONG_PASSWORD"] * 4, "LOGGED_IN", "ADDED"
    ]  # fmt: skip
    assert (record[1]["by"], record[1]["why"]) == ("admin", "本人来电")
    with store.read() as work:
        assert accounts.waiting_names(work, ["wang"], clock.now()) == {}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("password", {"password": "another day at sea"}),
        ("roles", {"roles": ["vet"], "why": "调岗"}),
        ("lock", {"why": "离职"}),
        ("sessions/end", {"why": "手机遗失"}),
    ],
)
def test_what_changes_an_account_ends_what_it_had_signed_in(
    path: str, body: Any, boss: Client, wang: Client, store: Store
) -> None:
    assert wang.get("/intake/v1/kennels").status == 200

    assert boss.post(f"/intake/v1/staff/wang/{path}", body).status == 201

    until(lambda: wang.get("/intake/v1/kennels").status == 401, seconds=5)
    assert boss.get("/intake/v1/kennels").status == 200
    with store.read() as work:
        told = sa.select(journal.c.data).where(journal.c.type == "cn.qingcheng.sessions.ended.v1")
        (event,) = work.connection().scalars(told).all()
    assert "wang" not in event and accounts_id(store) in event


def accounts_id(store: Store) -> str:
    with store.read() as work:
        return accounts.staff_of(work, "wang").account


def test_who_logs_in_after_that_is_in(running: Client, boss: Client, wang: Client) -> None:
    boss.post("/intake/v1/staff/wang/roles", {"roles": ["officer"], "why": "调岗"})
    again = signed_in(running)
    until(lambda: wang.get("/intake/v1/kennels").status == 401, seconds=5)

    assert again.get("/intake/v1/tag-batches").status == 200


def test_the_same_password_again_ends_nothing(boss: Client, wang: Client, store: Store) -> None:
    again = {"old": WANG["password"], "password": WANG["password"]}
    assert wang.post("/intake/v1/staff/wang/password", again).status == 201

    with store.read() as work:
        assert "PASSWORD" not in [one.act for one in accounts.acts(work, "wang")]


def test_a_locked_account_is_told_what_everybody_is(running: Client, boss: Client, wang: Client) -> None:
    boss.post("/intake/v1/staff/wang/lock", {"why": "离职"})

    assert log_in(running).text == log_in(running, "nobody").text
    assert boss.post("/intake/v1/staff/admin/lock", {"why": "离职"}).status == 409


@pytest.mark.parametrize("on_a_page", [False, True])
def test_who_is_locked_while_the_password_is_looked_at_does_not_come_in(
    running: Client, wang: Client, store: Store, monkeypatch: pytest.MonkeyPatch, on_a_page: bool
) -> None:
    real = rules.is_password

    def is_password(kept: str | None, password: str) -> bool:
        with store.write() as work:
            staff = accounts.staff_of(work, "wang")
            staff.active = False
            accounts.end_all_sessions(work, staff)
        return real(kept, password)

    monkeypatch.setattr(rules, "is_password", is_password)
    fields = {"username": "wang", "password": WANG["password"]}
    refused = form(running, "/intake/login", fields, "") if on_a_page else log_in(running)

    assert (refused.status, cookie_of(refused)) == (401, "")


def test_ended_sessions_are_said_in_any_order_and_stay_ended(store: Store) -> None:
    now = clock.now()
    for before in (now, now - timedelta(hours=1), now):
        with store.write() as work:
            end_sessions(work, "somebody", before)

    with store.read() as work:
        kept = work.connection().exec_driver_sql("select account, before from ended_sessions").all()
    assert [tuple(row) for row in kept] == [("somebody", clock.text(now + APART))]


def a_cookie(keys: Path, store: Store, minutes: float, hours: float) -> str:
    """wang's cookie, `minutes` old, of a session that began so many hours ago."""
    now = clock.now()
    with store.read() as work:
        staff = work.get_one(Staff, "wang")
    key = (keys / "token.key").read_bytes()
    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now - timedelta(minutes=minutes))
        since = now - timedelta(hours=hours)
        return auth.sign(key, "wang", ["keeper"], timedelta(minutes=30), staff.account, since)


def test_a_page_logs_out_whoever_does_nothing_and_keeps_in_who_works(
    running: Client, wang: Client, keys: Path, store: Store
) -> None:
    logged_in = form(running, "/intake/login", {"username": "wang", "password": WANG["password"]}, "")
    assert "Max-Age=1800" in logged_in.headers["set-cookie"]
    at_work, idle = a_cookie(keys, store, 20, 2), a_cookie(keys, store, 31, 2)

    renewed = page(running, "/intake/session.svg", at_work)
    told = auth.verify((keys / "token.pub").read_bytes(), cookie_of(renewed))

    assert clock.now() - told.issued < timedelta(seconds=30)
    assert clock.now() - told.since > timedelta(hours=1.9), "it is still the same session"
    assert page(running, "/intake/", at_work).status == 200
    assert page(running, "/intake/", idle).headers["location"].startswith("/intake/login")
    assert cookie_of(page(running, "/intake/session.svg", idle)) == ""
    assert cookie_of(page(running, "/intake/session.svg", cookie_of(logged_in))) == "", "it is fresh"


def test_no_session_lasts_longer_than_it_may_however_busy(
    running: Client, wang: Client, keys: Path, store: Store
) -> None:
    nearly, over = a_cookie(keys, store, 5, 7.9), a_cookie(keys, store, 5, 8.1)

    renewed = cookie_of(page(running, "/intake/session.svg", nearly))

    assert renewed
    assert page(running, "/intake/session.svg", over).headers.get("set-cookie") is None


def test_an_administrator_looks_after_accounts_with_plain_forms(
    running: Client, boss: Client, store: Store
) -> None:
    new = {"username": "zhao", "password": "brought by the courier", "roles": ["keeper", "vet"], "key": "1"}
    added = form(running, "/intake/staff/", new, boss.token)
    assert added.headers["location"] == "/intake/staff/accounts/zhao?done=add"
    here = "/intake/staff/accounts/zhao"
    for act, fields in (
        ("roles", {"roles": ["vet"], "why": "调岗"}),
        ("lock", {"why": "休假"}),
        ("unlock", {"why": "回来了"}),
        ("password", {"password": "quite another"}),
        ("sessions", {"why": "换手机"}),
    ):
        assert form(running, f"{here}/{act}", fields, boss.token).status == 303, act

    shown = page(running, here, boss.token).text
    assert all(words in shown for words in ("兽医", "解锁", "休假", "改密码", "换手机"))
    assert log_in(running, "zhao", "quite another").json()["still"] == "password"
    refused = form(running, f"{here}/roles", {"why": "无"}, boss.token)
    assert refused.status == 422 and "请至少选择一个角色" in refused.text
    assert form(running, "/intake/staff/", new | {"key": "2"}, boss.token).status == 409


def test_somebody_changes_their_own_password_and_logs_in_again(running: Client, wang: Client) -> None:
    assert page(running, "/intake/staff/me", wang.token).status == 200
    better = {"old": WANG["password"], "password": "a better one by far"}
    refused = form(running, "/intake/staff/me/password", better | {"old": "not this one"}, wang.token)
    assert refused.status == 422 and "原密码不对" in refused.text
    changed = form(running, "/intake/staff/me/password", better, wang.token)

    assert changed.headers["location"] == "/intake/login?next=/intake/staff/me"
    assert log_in(running, password="a better one by far").status == 200
    until(lambda: page(running, "/intake/staff/me", wang.token).status == 303, seconds=5)
