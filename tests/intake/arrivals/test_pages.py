"""Intake's pages, as plain forms in both languages."""

import html
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from shared import auth, clock
from tests.servers import Answer, Client

FORM = {"Content_Type": "application/x-www-form-urlencoded"}
HOUR = timedelta(hours=1)
ROOT = Path(__file__).parents[2]
DOG = {"sex": "male", "size": "M", "age_months": "36", "breed": "RURAL", "colour": "YW", "place": "大召前街",
       "division": "150104", "found_time": "2026-07-13T23:41", "custody_basis": "STRAY"}  # fmt: skip


def log_in(running: Client, next: str = "/intake/") -> Answer:
    given = {"username": "admin", "password": "a good password", "next": next}
    return running.post("/intake/login", urlencode(given), **FORM)


def cookie(running: Client) -> dict[str, str]:
    return {"Cookie": log_in(running).headers["set-cookie"].split(";")[0], "Sec_Fetch_Site": "same-origin"}


def test_who_is_not_logged_in_is_sent_to_log_in_and_back_to_what_was_open(running: Client) -> None:
    for path, back in (("/intake/", "/intake/"), ("/intake/?done=HH-2026-1&lang=en", "/intake/%3Fdone%3D")):
        answer = running.get(path)

        assert answer.status == 303
        assert answer.headers["location"].startswith(f"/intake/login?next={back}")
        form = running.get(answer.headers["location"]).text
        assert f'name="next" value="{html.escape(path)}"' in form
        assert log_in(running, path).headers["location"] == path


def test_a_session_cookie_is_no_scripts_business(running: Client) -> None:
    answer = log_in(running)

    assert answer.status == 303
    assert auth.COOKIE in answer.headers["set-cookie"]
    assert "HttpOnly" in answer.headers["set-cookie"]
    assert "samesite=strict" in answer.headers["set-cookie"].lower()


def test_a_log_in_leads_to_no_other_site(running: Client) -> None:
    for path in (
        "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "",
        "/\t/evil.example", "/\n/evil.example", "/./\\evil.example",
    ):  # fmt: skip
        assert log_in(running, path).headers["location"] == "/intake/"


def test_a_wrong_password_keeps_the_name(running: Client) -> None:
    answer = running.post("/intake/login", urlencode({"username": "admin", "password": "no"}), **FORM)

    assert answer.status == 401
    assert 'value="admin"' in answer.text


def test_a_dog_is_taken_in_by_form_and_a_double_tap_is_one_dog(running: Client) -> None:
    mine = cookie(running)
    key = re.search(r'name="key" value="([^"]+)"', running.get("/intake/", **mine).text)
    assert key
    answers = [running.post("/intake/", urlencode(DOG | {"key": key[1]}), **FORM, **mine) for _ in range(2)]

    assert [answer.status for answer in answers] == [303, 303]
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert "HH-20" in running.get(answers[0].headers["location"], **mine).text


def test_what_is_refused_is_said_on_the_page_and_nothing_is_lost(running: Client) -> None:
    answer = running.post(
        "/intake/", urlencode(DOG | {"chip": "1560001234567890"}), **FORM, **cookie(running)
    )

    assert answer.status == 422
    assert "请重新扫描" in answer.text
    assert "大召前街" in answer.text


def test_when_it_came_is_asked_and_must_fit(running: Client) -> None:
    """Domain §2.2: the quarantine is counted from the kennel, not from the street."""
    mine = cookie(running)
    page = running.get("/intake/", **mine).text
    now = re.search(r'name="arrived_at" type="datetime-local" value="([^"]+)"', page)
    assert now
    assert (
        abs(datetime.fromisoformat(now[1]) - clock.now().astimezone(clock.CITY).replace(tzinfo=None)) < HOUR
    )
    for arrived, why in (
        ("2026-07-13T23:00", "早于发现时间"),
        ("2099-01-01T00:00", "晚于现在"),
        ("soon", "到所时间"),
    ):
        answer = running.post("/intake/", urlencode(DOG | {"arrived_at": arrived}), **FORM, **mine)
        assert (answer.status, why in answer.text) == (422, True)

    taken = running.post("/intake/", urlencode(DOG | {"arrived_at": "2026-07-14T02:00"}), **FORM, **mine)

    assert taken.status == 303


def test_a_form_from_another_site_is_refused(running: Client) -> None:
    mine = cookie(running) | {"Sec_Fetch_Site": "cross-site"}

    assert running.post("/intake/", urlencode(DOG), **FORM, **mine).status == 403


def test_another_site_logs_nobody_in(running: Client) -> None:
    given = urlencode({"username": "admin", "password": "a good password"})
    for elsewhere in ({"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert running.post("/intake/login", given, **FORM, **elsewhere).status == 403

    assert running.post("/intake/login", given, **FORM, Origin=running.url).status == 303


def test_the_desk_speaks_english_on_request(running: Client) -> None:
    page = running.get("/intake/?lang=en", **cookie(running))

    assert "Take one dog in" in page.text
    assert '<html lang="en"' in page.text
