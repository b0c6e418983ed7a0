"""Wrong passwords hold up whoever guesses, and nobody else."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Semaphore

import pytest
import sqlalchemy as sa

from services.intake.settings import IntakeSettings
from services.intake.staff import hashing, rules
from services.intake.staff import store as accounts
from services.intake.staff.models import LoginTry
from services.intake.staff.sessions import limits
from shared import clock
from shared.limits import Limits, TooManyRequests, block_of
from shared.rail.connect import connect
from shared.store import Store
from tests.intake.staff.conftest import PASSWORD, WANG, form, log_in
from tests.servers import Client
from tests.standing import Standing
from tests.system import until

STREET = "203.0.113.9"
LIMITS = limits(IntakeSettings())


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
    """Strangers at many addresses wait to be hashed; who logged in from theirs before is next."""
    crowd = hashing.MOST_STRANGERS
    assert log_in(running, place=STREET).status == 200
    begun, one_more = [], Semaphore(0)
    real = rules.is_password

    def is_password(kept: str | None, password: str) -> bool:
        begun.append(password)
        one_more.acquire(timeout=60)
        return real(kept, password)

    monkeypatch.setattr(rules, "is_password", is_password)
    with ThreadPoolExecutor(crowd + 1) as many:
        threads = hashing.of(standing.service)
        strangers = [many.submit(log_in, running, "wang", "a guess", f"198.51.100.{n}") for n in range(crowd)]
        until(lambda: len(threads.waiting) == crowd - hashing.OF_STRANGERS)
        known = many.submit(log_in, running, "wang", WANG["password"], STREET)
        until(lambda: WANG["password"] in begun)
        one_more.release(2 * crowd)
        assert known.result(30).status == 200
        assert {stranger.result(60).status for stranger in strangers} == {401}

    assert begun[: 1 + hashing.OF_STRANGERS][-1] == WANG["password"], "after those that were in hand"


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


def test_a_locked_name_is_told_so_on_the_page(running: Client, wang: Client) -> None:
    for _ in range(5):
        told = form(running, "/intake/login", {"username": "wang", "password": "wrong"}, "")

    assert told.status == 429
    assert "秒后再试" in told.text
