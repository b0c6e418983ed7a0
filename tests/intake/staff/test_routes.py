"""Doors and pages of accounts on a running intake: locks, ended sessions, idle time-out, the record."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from threading import Semaphore
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from services.intake.settings import IntakeSettings
from services.intake.staff import hashing, rules
from services.intake.staff import store as accounts
from services.intake.staff.models import LoginTry, Staff
from services.intake.staff.sessions import limits
from shared import auth, clock
from shared import limits as limits_of_all
from shared.limits import Limits, TooManyRequests, block_of
from shared.rail.connect import connect
from shared.sessions import APART, end_sessions
from shared.store import Store
from shared.tables import journal
from tests.servers import Answer, Client
from tests.standing import Standing
from tests.system import until

PASSWORD = "a good password"
WANG = {"username": "wang", "password": "stray dogs at noon", "roles": ["keeper"]}
STREET = "203.0.113.9"
Token = Callable[[str], str]
LIMITS = limits(IntakeSettings())


def log_in(
    client: Client, username: str = "wang", password: str = str(WANG["password"]), place: str = ""
) -> Answer:
    """From another `place` it comes through a gateway, which says so."""
    given = {"X-Forwarded-For": place} if place else {}
    return client.ask("POST", "/intake/v1/session", {"username": username, "password": password}, given)


def signed_in(client: Client, username: str = "wang", password: str = WANG["password"]) -> Client:  # type: ignore[assignment]
    return client.signed_in(log_in(client, username, password).json()["access_token"])


def form(client: Client, path: str, fields: Any, cookie: str, place: str = "") -> Answer:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html",
        "Cookie": f"{auth.COOKIE}={cookie}", "Sec-Fetch-Site": "same-origin",
    } | ({"X-Forwarded-For": place} if place else {})  # fmt: skip
    return client.ask("POST", path, urlencode(fields, doseq=True), headers)


def page(client: Client, path: str, cookie: str) -> Answer:
    return client.ask("GET", path, headers={"Cookie": f"{auth.COOKIE}={cookie}", "Accept": "text/html"})


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy this machine is, limits are counted in Redis."""
    monkeypatch.setattr(limits_of_all, "ANSWERS_WITHIN", 20.0)


@pytest.fixture
def boss(running: Client) -> Client:
    return signed_in(running, "admin", PASSWORD)


@pytest.fixture
def wang(running: Client, boss: Client, store: Store) -> Client:
    """Who has a password of their own already."""
    assert boss.post("/intake/v1/staff", WANG).status == 201
    with store.write() as work:
        work.get_one(Staff, "wang").first_password = False
    return signed_in(running)


def test_wrong_passwords_slow_a_name_down_where_they_come_from_whether_anybody_has_it_or_not(
    running: Client, wang: Client
) -> None:
    told = []
    for name in ("wang", "nobody"):
        answers = [log_in(running, name, "wrong", STREET) for _ in range(5)]
        told.append([(answer.status, answer.text) for answer in answers])
        assert [answer.status for answer in answers] == [401, 401, 401, 401, 429]
        assert answers[-1].headers["retry-after"] in ("10", "11")

    assert [text for _, text in told[0][:4]] == [text for _, text in told[1][:4]]
    assert log_in(running, place=STREET).status == 429, "the right password waits too, from there"
    assert log_in(running).status == log_in(running, place="203.0.113.10").status == 200
    assert running.get("/intake/v1/kennels").status == 401
    assert wang.get("/intake/v1/kennels").status == 200, "who is in stays in"


def test_a_thousand_wrong_passwords_from_the_street_keep_nobody_out(
    running: Client, boss: Client, store: Store
) -> None:
    """From one address and from many, for one name and for many: whoever has the password gets in at once."""
    for start in range(0, 250, 50):
        with store.write() as work:
            for n in range(start, start + 50):
                accounts.note_wrong(work, "admin", STREET, LIMITS)
                accounts.note_wrong(work, "admin", f"2001:db8:{n:x}::/64", LIMITS)
                accounts.note_wrong(work, f"name-{n}", STREET, LIMITS)
                accounts.note_wrong(work, f"name-{n}", f"198.51.{n // 250}.{n % 250}", LIMITS)

    assert log_in(running, "admin", PASSWORD, STREET).status == 429
    assert log_in(running, "admin", PASSWORD).status == 200
    assert log_in(running, "admin", PASSWORD, "203.0.113.10").status == 200
    acts = boss.get("/intake/v1/staff/record?username=admin&limit=500").json()["acts"]
    assert len([one for one in acts if one["act"] in ("WRONG_PASSWORD", "LOCKED_OUT")]) <= 150


def test_what_strangers_try_fills_no_disk(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "MOST", 500)
    monkeypatch.setattr(accounts, "OFTEN", 1)

    with store.write() as work:
        for n in range(600):
            accounts.note_wrong(work, f"name-{n}", f"198.51.{n // 250}.{n % 250}", LIMITS)
        (many,) = work.connection().execute(sa.select(sa.func.count()).select_from(LoginTry)).one()

    assert 400 < many <= 502


def use_up(redis_url: str, keys: Path, place: str) -> None:
    """As a replica would, whose strangers come from there too."""
    replica = Limits("intake", connect(redis_url), keys)

    async def spend() -> None:
        while True:
            await replica.spend("log-in", block_of(place), rules.BUDGET, rules.BUDGET_WITHIN)

    with pytest.raises(TooManyRequests):
        asyncio.run(spend())


def test_an_address_has_so_many_tries_before_anything_is_hashed(
    running: Client, boss: Client, redis_url: str, keys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_up(redis_url, keys, STREET)
    monkeypatch.setattr(rules, "is_password", lambda *_: pytest.fail("it was hashed"))

    refused = log_in(running, "admin", PASSWORD, STREET)

    assert refused.status == 429 and 100 < int(refused.headers["retry-after"]) <= 120
    assert refused.json()["type"] == "/problems/TooManyRequests"
    on_the_page = form(running, "/intake/login", {"username": "a", "password": "b"}, "", STREET)
    assert on_the_page.status == 429 and "2 分钟后再试" in on_the_page.text


def test_who_has_logged_in_from_an_address_is_not_held_up_by_who_guesses_there(
    running: Client, boss: Client, wang: Client, redis_url: str, keys: Path
) -> None:
    assert log_in(running, place=STREET).status == 200
    use_up(redis_url, keys, STREET)

    assert log_in(running, place=STREET).status == 200
    assert log_in(running, "admin", PASSWORD, STREET).status == 429, "never seen there"
    assert [log_in(running, password="wrong", place=STREET).status for _ in range(5)][-1] == 429


def test_a_crowd_of_strangers_keeps_nobody_waiting_who_is_known(
    running: Client, wang: Client, standing: Standing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers at thirty addresses wait to be hashed; who logged in from theirs before is next."""
    assert log_in(running, place=STREET).status == 200
    hashed, one_more = [], Semaphore(0)
    real = rules.is_password

    def is_password(kept: str | None, password: str) -> bool:
        one_more.acquire(timeout=60)
        hashed.append(password)
        return real(kept, password)

    monkeypatch.setattr(rules, "is_password", is_password)
    with ThreadPoolExecutor(31) as many:
        threads = hashing.of(standing.service)
        strangers = [many.submit(log_in, running, "wang", "a guess", f"198.51.100.{n}") for n in range(30)]
        until(lambda: threads.in_hand + len(threads.waiting) == 30)
        known = many.submit(log_in, running, "wang", WANG["password"], STREET)
        until(lambda: len(threads.waiting) == 29)
        one_more.release(4)
        assert known.result(30).status == 200
        one_more.release(40)
        assert {stranger.result(60).status for stranger in strangers} == {401}

    assert WANG["password"] in hashed[:4], "after the two that were in hand"


def test_a_day_without_a_wrong_password_is_a_new_beginning(store: Store) -> None:
    now = clock.now()
    with store.write() as work:
        for _ in range(9):
            accounts.note_wrong(work, "wang", STREET, LIMITS)

    with pytest.MonkeyPatch.context() as then:
        then.setattr(clock, "now", lambda: now + timedelta(days=1, minutes=1))
        with store.write() as work:
            until = accounts.note_wrong(work, "wang", STREET, LIMITS)

    assert until is None


def test_guessing_at_once_from_one_place_gains_no_tries(running: Client, wang: Client) -> None:
    def guess(_: int) -> int:
        """Who does not get a turn in time has not tried."""
        while (status := log_in(running, password="wrong", place=STREET).status) == 503:
            pass
        return status

    with ThreadPoolExecutor(12) as many:
        answers = list(many.map(guess, range(12)))

    assert sorted(answers) == [401] * 4 + [429] * 8


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


def cookie_of(answer: Answer) -> str:
    jar = SimpleCookie(answer.headers.get("set-cookie", ""))
    return jar[auth.COOKIE].value if auth.COOKIE in jar else ""


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


def test_a_locked_name_is_told_so_on_the_page(running: Client, wang: Client) -> None:
    for _ in range(5):
        told = form(running, "/intake/login", {"username": "wang", "password": "wrong"}, "")

    assert told.status == 429
    assert "秒后再试" in told.text


def test_somebody_changes_their_own_password_and_logs_in_again(running: Client, wang: Client) -> None:
    assert page(running, "/intake/staff/me", wang.token).status == 200
    better = {"old": WANG["password"], "password": "a better one by far"}
    refused = form(running, "/intake/staff/me/password", better | {"old": "not this one"}, wang.token)
    assert refused.status == 422 and "原密码不对" in refused.text
    changed = form(running, "/intake/staff/me/password", better, wang.token)

    assert changed.headers["location"] == "/intake/login?next=/intake/staff/me"
    assert log_in(running, password="a better one by far").status == 200
    until(lambda: page(running, "/intake/staff/me", wang.token).status == 303, seconds=5)
