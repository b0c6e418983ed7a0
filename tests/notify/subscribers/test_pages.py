"""The page of the machines that read, as a browser sends its forms."""

import re
from urllib.parse import urlencode

from tests.notify.conftest import House
from tests.servers import Answer

PAGE = "/notify/subscribers"
DESK = {"name": "desk", "contact": "licence desk", "audience": "staff", "types": "DogIntaken"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}


def send(house: House, path: str, **fields: str) -> Answer:
    return house.client.ask("POST", PAGE + path, urlencode({"key": "k" + path} | fields), FORM)


def test_a_key_is_shown_once_even_where_the_form_is_sent_twice(house: House) -> None:
    first, again = (send(house, "", **DESK) for _ in range(2))

    assert first.headers["cache-control"] == "no-store"
    assert re.search(r"qck_[0-9a-f]{12}_[0-9a-f]{48}", first.text)
    assert not re.search(r"qck_[0-9a-f]{12}_[0-9a-f]", again.text)
    assert "已显示过" in again.text
    assert not re.search(r"qck_[0-9a-f]{12}_[0-9a-f]", house.client.get(PAGE, Accept="text/html").text)


def test_the_key_can_be_replaced(house: House) -> None:
    send(house, "", **DESK)

    answer = send(house, "/desk/rotation", overlap_days="7")

    key = re.search(r"qck_[0-9a-f]{12}_[0-9a-f]{48}", answer.text)
    assert key
    assert house.public.signed_in(key[0]).get("/notify/v1/events").status == 200
    assert "用到" in answer.text


def test_what_cannot_be_undone_asks_twice_and_says_that_it_is_done(house: House) -> None:
    send(house, "", **DESK)

    unsure = send(house, "/desk/revocation", why="ended")
    sure = send(house, "/desk/revocation", why="ended", sure="yes", key="another")

    assert unsure.status == 422
    assert "请勾选确认" in unsure.text
    assert (sure.status, sure.headers["location"]) == (303, f"{PAGE}?done=desk")
    assert "已收回 desk" in house.client.get(f"{PAGE}?done=desk", Accept="text/html").text
    assert house.client.get("/notify/v1/subscribers/desk").json()["state"] == "REVOKED"


def test_what_is_refused_is_said_with_what_was_typed(house: House) -> None:
    answer = send(house, "", **DESK | {"name": "Licence Desk"})

    assert answer.status == 422
    assert "小写字母" in answer.text
    assert 'value="Licence Desk"' in answer.text
    assert house.client.get("/notify/v1/subscribers").json()["subscribers"] == []


def test_the_page_speaks_english(house: House) -> None:
    page = house.client.get(f"{PAGE}?lang=en").text

    assert "There are no subscribers yet." in page
