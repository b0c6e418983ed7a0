"""The pages of webhooks, used as a person does."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from standardwebhooks.webhooks import Webhook

from shared import auth
from shared.events import DogAdopted
from tests.notify.attempts.test_routes import told_of
from tests.notify.conftest import House, Receiver, example, until
from tests.servers import Answer, Client


@dataclass
class Browser:
    """Somebody with a session cookie."""

    client: Client
    cookie: str

    def open(self, path: str) -> Answer:
        return self.client.get(path, Cookie=self.cookie, Accept="text/html")

    def send(self, path: str, **fields: str) -> Answer:
        return self.client.post(
            path, urlencode(fields), Cookie=self.cookie, Accept="text/html",
            Content_Type="application/x-www-form-urlencoded", Sec_Fetch_Site="same-origin",
        )  # fmt: skip


def browser(house: House, role: str) -> Browser:
    token = auth.sign((house.settings.key_folder / "token.key").read_bytes(), "wang", [role])
    return Browser(house.public, f"{auth.COOKIE}={token}")


def make(house: House, receiver: Receiver) -> tuple[str, str]:
    """By the page: its address there, and its secret."""
    page = browser(house, "officer").send(
        "/notify/webhooks", key="k", address=receiver.url, types="DogAdopted", audience="public",
        order="per-dog", area="", dog_id="",
    ).text  # fmt: skip
    secret = re.search(r"whsec_[\w+/=]+", page)
    path = re.search(r'href="(/notify/webhooks/[\w-]+)"', page)
    assert secret and path, page
    return path[1], secret[0]


def test_a_webhook_is_made_tested_and_its_attempts_are_shown(house: House, receiver: Receiver) -> None:
    path, secret = make(house, receiver)
    wang = browser(house, "officer")

    tested = wang.send(f"{path}/test", key="t").text
    house.happens(example(DogAdopted))
    until(lambda: len(receiver.received) == 2)
    until(lambda: house.messages("sent"))
    page = wang.open(path).text

    assert "测试已收下：200" in tested
    for received in receiver.received:
        Webhook(secret).verify(received.body, received.headers)
    assert "DogAdopted" in page and "第 1 次" in page and "127.0.0.1/***" in page
    assert "s3cret-path" not in page and secret not in page
    assert path in wang.open("/notify/webhooks").text
    assert "The test was taken" in wang.send(f"{path}/test?lang=en", key="t2").text


def test_an_address_inside_is_refused_on_the_page_with_what_was_typed(
    open_house: Callable[..., House],
) -> None:
    house = open_house(webhook_allow_private=False)
    wang = browser(house, "officer")

    answer = wang.send("/notify/webhooks", key="k", address="http://10.1.2.3/hook", types="DogAdopted")

    assert answer.status == 422
    assert "10.1.2.3 是内部地址" in answer.text
    assert "http://10.1.2.3/hook" in answer.text
    assert wang.send("/notify/webhooks", key="l").status == 422


def test_what_cannot_be_undone_is_asked_twice(house: House, receiver: Receiver) -> None:
    path, old = make(house, receiver)
    wang = browser(house, "officer")

    asked = wang.send(f"{path}/rotation", key="r", overlap_hours="0")
    assert "确定换密钥" in asked.text and "立即作废" in asked.text and "whsec_" not in asked.text
    done = wang.send(f"{path}/rotation", key="r", overlap_hours="0", sure="yes")
    assert "whsec_" in done.text and old not in done.text
    asked = wang.send(f"{path}/cancellation", key="c")
    assert "取消后不能恢复" in asked.text
    assert house.client.get("/notify/v1/subscriptions").json()["subscriptions"][0]["state"] == "ACTIVE"
    ended = wang.send(f"{path}/cancellation", key="c", sure="yes")
    assert ended.status == 303
    assert "wang 取消了它" in wang.open(path).text
    assert wang.send(f"{path}/resumption", key="x").status == 409


def test_it_is_paused_changed_resumed_and_sent_again_from_its_page(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    wang = browser(house, "adoption")
    (early,) = house.happens(example(DogAdopted))
    until(lambda: house.messages("sent"))

    assert wang.send(f"{path}/pause", key="p").status == 303
    assert "wang 暂停了它" in wang.open(path).text
    changed = {"types": "DogIntaken", "audience": "staff", "order": "any", "area": "150105"}
    assert wang.send(f"{path}/change", key="c", **changed).status == 303
    (seen,) = house.client.get("/notify/v1/subscriptions").json()["subscriptions"]
    assert (seen["audience"], seen["order"], seen["area"], seen["dog_id"]) == ("staff", "any", "150105", None)
    assert wang.send(f"{path}/change", key="d", **changed | {"types": "DogAdopted", "area": ""}).status == 303
    assert wang.send(f"{path}/resumption", key="r").status == 303
    again = wang.send(f"{path}/again", key="a", since="2020-01-01T00:00", taken_too="yes")
    assert "已排队补发 1 件" in again.text
    until(lambda: told_of(receiver) == [early.id] * 2)
    assert json.loads(receiver.received[-1].body)["type"] == DogAdopted.type


def test_an_auditor_looks_and_does_nothing(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    wu = browser(house, "auditor")

    assert "<form" not in re.sub(r'<form class="leave".*?</form>', "", wu.open(path).text)
    assert wu.send(f"{path}/pause", key="p").status == 403
    assert browser(house, "keeper").open("/notify/webhooks").status == 403
    assert house.client.get("/notify/webhooks/none").status == 404
