"""The pages of webhooks, used as a person does."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest
from standardwebhooks.webhooks import Webhook

from shared import auth
from shared.events import BY_TYPE, DogAdopted
from shared.names import EVENTS
from shared.views import may_read
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
    until(lambda: len(house.messages("sent")) == 2)
    page = wang.open(path).text

    assert "测试已收下：200" in tested
    for received in receiver.received:
        Webhook(secret).verify(received.body, received.headers)
    assert "犬只被领养" in page and "第 1 次" in page and f"127.0.0.1:{receiver.port}/***" in page
    assert "已收下 1 " in page  # a test is none of them
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


def test_a_test_that_fails_is_told_in_words_and_gives_nothing_up(house: House, receiver: Receiver) -> None:
    receiver.answers = [500, 410]
    path, _ = make(house, receiver)
    wang = browser(house, "officer")

    refused = wang.send(f"{path}/test", key="t").text
    gone = wang.send(f"{path}/test?lang=en", key="u").text
    page = wang.open(path).text

    assert "测试未收下" in refused and "接收方回答 500" in refused and "the receiver" not in refused
    assert "the receiver answered 410 and wants no more" in gone and "接收方" not in gone
    assert "接收方回答 500" in page and "已放弃 0" in page


def test_a_test_is_sent_once_however_often_it_is_tapped(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    wang = browser(house, "officer")

    with ThreadPoolExecutor(2) as taps:
        pages = list(taps.map(lambda _: wang.send(f"{path}/test", key="t").text, range(2)))
    pages.append(wang.send(f"{path}/test", key="t").text)

    assert len(receiver.received) == 1
    assert all("测试已收下：200" in page for page in pages)
    wang.send(f"{path}/test", key="another")
    assert len(receiver.received) == 2


def test_events_are_called_by_their_names_in_closed_groups(house: House) -> None:
    page = browser(house, "officer").open("/notify/webhooks").text
    groups = re.findall(r'<details class="kinds">.*?</details>', page, re.DOTALL)

    assert [re.search(r"<span>(\w+)", group)[1] for group in groups] == ["收容", "登记", "领养"]  # type: ignore[index]
    ticks = re.findall(r'<label class="tick( for-staff)?"><input [^>]*value="(\w+)"[^>]*><span>(\w+)', page)
    told = {event.__name__: event for event in BY_TYPE.values()}
    assert all(said == EVENTS[name].zh for _, name, said in ticks)
    assert {name for staff, name, _ in ticks if not staff} == {
        name for name, event in told.items() if may_read(event.type, "public")
    }
    assert not [name for _, name, _ in ticks if told[name].audience == "restricted"]


def test_what_is_not_for_the_public_is_refused_in_words_where_no_script_runs(
    house: House, receiver: Receiver
) -> None:
    answer = browser(house, "officer").send(
        "/notify/webhooks", key="k", address=receiver.url, types="KennelAssigned", audience="public"
    )

    assert answer.status == 422
    assert "安排犬舍" in answer.text and "不对公众公开" in answer.text


def test_the_old_secret_is_shown_only_while_it_signs(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    wang = browser(house, "officer")

    secret = wang.send(f"{path}/rotation", key="r", overlap_hours="24", sure="yes").text
    assert "旧密钥有效至" in wang.open(path).text
    assert 'data-copies="secret"' in secret and "/copy.js" in secret
    wang.send(f"{path}/rotation", key="s", overlap_hours="0", sure="yes")
    assert "旧密钥有效至" not in wang.open(path).text
    wang.send(f"{path}/rotation", key="u", overlap_hours="24", sure="yes")
    wang.send(f"{path}/cancellation", key="c", sure="yes")
    assert "旧密钥有效至" not in wang.open(path).text


def test_what_ends_it_stands_below_what_became_of_it(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    page = browser(house, "officer").open(path).text

    assert page.index("发送记录") < page.index("button danger")


@pytest.mark.parametrize("before", ["-1", "0", "99999999999999999999999"])
def test_attempts_before_none_are_the_newest(house: House, receiver: Receiver, before: str) -> None:
    path, _ = make(house, receiver)
    wang = browser(house, "officer")
    wang.send(f"{path}/test", key="t")

    assert "还没有发送过" not in wang.open(f"{path}?before={before}").text


@pytest.mark.parametrize(
    "odd",
    ["https://a.example/ho ok", "https://a.example/#x", "https://a.example\\@b/", "https://u:p@a.example/"],
)
def test_an_odd_address_is_refused_in_words(house: House, receiver: Receiver, odd: str) -> None:
    wang = browser(house, "officer")
    path, _ = make(house, receiver)

    made = wang.send("/notify/webhooks", key="odd", address=odd, types="DogAdopted", audience="public")
    changed = wang.send(f"{path}/change", key="c", address=odd, types="DogAdopted", audience="public")

    assert (made.status, changed.status) == (422, 422)
    assert "网址中不能有空格" in made.text and "网址中不能有空格" in changed.text


def test_a_change_that_is_refused_loses_nothing_of_what_was_typed(house: House, receiver: Receiver) -> None:
    path, _ = make(house, receiver)
    typed = {"types": "KennelAssigned", "audience": "staff", "order": "any", "dog_id": "d-17"}

    page = browser(house, "officer").send(f"{path}/change", key="c", address="http://u:p@a/", **typed).text

    for value in ("KennelAssigned", "staff", "any"):
        assert re.search(f'value="{value}" checked', page)
    assert 'value="DogAdopted" checked' not in page and 'value="d-17"' in page
    assert "<dd>犬只被领养</dd>" in page
