"""Screens: who may look, what a form does, and that nothing is lost or done twice on the way. No script."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from fastapi import FastAPI, Request
from jinja2 import DictLoader
from pydantic import Field
from sqlmodel import select
from starlette.datastructures import FormData

from shared import auth, problems
from shared.auth import Who
from shared.doors import EVERYONE
from shared.filled import Act, Filled
from shared.forms import Form, first_wrong
from shared.guard import Guard
from shared.moments import Moment
from shared.once import Seen
from shared.pages import HERE, Pages
from shared.problems import NotFound, Problem
from shared.rail.writer import Writer
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Model, Store, Work
from tests.servers import Answer, Client
from tests.shared.conftest import Dog, intaken, journalled, new_store

KENNEL = """<p>{{ refused }}</p>{% if done %}<p>done: {{ done }}</p>{% endif %}
<form method="post"><input type="hidden" name="key" value="{{ key }}">
<input name="name" value="{{ given.get("name", "") }}">
<input name="notes" value="{{ given.get("notes", "") }}">
{% for place in given.getlist("places") %}<i>{{ place }}</i>{% endfor %}</form>
{% for dog in dogs %}<b>{{ dog.id }} {{ dog.name }} {{ dog.kennel }}</b>{% endfor %}"""
WAY = "/kennel/dogs/d1"


class NewName(Form):
    name: str = Field(max_length=10)
    notes: str = Field(default="", max_length=100)
    places: list[str] = Field(default=[], max_length=3)
    since: Moment | None = None


class Named(Model):
    dog_id: str
    name: str
    by: str


class NoSuchName(Problem):
    title = Said("不能叫这个名字", "No such name")


pages = Pages("kennel", HERE)
pages.environment.loader = DictLoader({"kennel.html": KENNEL, "tip.html": "<p>{{ refused }}</p>"})
screens = Screens(pages, "/kennel", partial(first_wrong, names={"name": "名字", "since": "时间"}))


@screens.page("/dogs/{dog_id}", "keeper", "auditor", shows="kennel.html")
def dog_page(dog_id: str, work: Work, done: str = "") -> Shown:
    if dog_id == "gone":
        raise NotFound("没有这只犬。", "There is no such dog.")
    return {"dogs": work.exec(select(Dog)).all(), "done": done}


def name_it(dog_id: str, new: NewName, who: Who, work: Work) -> Named:
    """Two Dogs never have one id: what is done twice shows."""
    if new.name == "猫":
        raise NoSuchName("这是犬。", "It is a dog.")
    work.add(Dog(id=f"{dog_id}-{len(work.exec(select(Dog)).all())}", name=new.name))
    work.publish(intaken(dog_id))
    return Named(dog_id=dog_id, name=new.name, by=who.name)


def house(kennel_id: str, form: FormData, work: Work) -> None:
    work.add(Dog(id="housed", kennel=f"{kennel_id} {form['note']}"))


def since(new: NewName, work: Work) -> Named:
    return Named(dog_id="d1", name=f"{new.since:%H:%M%z} {new.places}", by="")


ACTS = {
    "name": Act(name_it, ("keeper",)),
    "house": Act(house, ("keeper", "auditor")),
    "since": Act(since, ("keeper",), lambda form: {"places": str(form.get("places", "")).split()}),
}
screens.act("/dogs/{dog_id}", dog_page, ACTS)
screens.act(
    "/dogs/{dog_id}/{act}",
    dog_page,
    ACTS,
    "/kennel/dogs/{dog_id}?done={name}",
    otherwise=Said("找饲养员。", "Ask a keeper."),
)
screens.act("/many/{dog_id}", dog_page, ACTS["name"], lambda done: f"/answers/{done.key}", many=True)


@screens.page("/naming", EVERYONE, shows="kennel.html")
def naming_page() -> Shown:
    return {"dogs": [], "done": ""}


screens.act("/naming", naming_page, Act(name_it, (EVERYONE,)), "/thanks/{name}")


@screens.page(None, EVERYONE, shows="tip.html")
def no_tip() -> Shown:
    return {}


@screens.form("/tips/{about}", no_tip, EVERYONE)
async def send_tip(request: Request, about: str, filled: Filled, who: Who) -> str | Shown:
    if about == "cats":
        raise NoSuchName("这是犬。", "It is a dog.")
    if about == "twice":
        return {"refused": "已有 There already", "status": 409}
    return f"/thanks/{about}?{filled.given['name']}-{who.name}"


@pytest.fixture
def store(any_store_url: str) -> Store:
    return new_store(any_store_url)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    auth.make_keys(tmp_path)
    return tmp_path


@pytest.fixture
def nobody(store: Store, keys: Path, serve: Callable[[Any], Client]) -> Client:
    @contextlib.asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        writer = Writer(store)
        running = asyncio.create_task(writer.run())
        public = (keys / "token.pub").read_bytes()
        app.state.service = SimpleNamespace(
            store=store, writer=writer, who=partial(auth.verify, public), seen=Seen(keys / "seen.key")
        )
        yield
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        store.close()

    app = FastAPI(lifespan=living)
    problems.install(app, Pages("kennel", HERE).show_problem)
    app.router.routes.extend(screens.routes)
    app.add_middleware(Guard)
    return serve(app)


class AtAPage:
    """Somebody with a browser, and with these roles."""

    def __init__(self, client: Client, keys: Path, *roles: str, lasts: timedelta = auth.LASTS) -> None:
        token = auth.sign((keys / "token.key").read_bytes(), "wang", roles, lasts)
        self.client, self.cookie = client, f"{auth.COOKIE}={token}"

    def look(self, path: str = WAY) -> Answer:
        return self.client.get(path, Cookie=self.cookie)

    def send(self, path: str = WAY, site: str = "same-origin", **fields: Any) -> Answer:
        kind = "application/x-www-form-urlencoded"
        sent = {"Cookie": self.cookie, "Sec_Fetch_Site": site, "Content_Type": kind, "Accept": "text/html"}
        return self.client.post(path, urlencode({"act": "name"} | fields, doseq=True), **sent)


@pytest.fixture
def keeper(nobody: Client, keys: Path) -> AtAPage:
    return AtAPage(nobody, keys, "keeper")


def key_of(page: Answer) -> str:
    found = re.search('name="key" value="([^"]+)"', page.text)
    assert found
    return found[1]


# ---- what comes of it -----------------------------------------------------------------------------------


def test_a_form_goes_through_its_door_and_on_to_a_page_that_says_so(keeper: AtAPage, store: Store) -> None:
    sent = keeper.send(name=" 豆包 ", key=key_of(keeper.look()))

    assert (sent.status, sent.headers["location"]) == (303, f"{WAY}?done=yes")
    page = keeper.look(sent.headers["location"]).text
    assert "d1-0 豆包" in page and "done: yes" in page
    assert journalled(store) == [(1, "d1")]


def test_the_page_that_says_so_may_name_what_the_door_answered(keeper: AtAPage) -> None:
    assert keeper.send(f"{WAY}/name", name="豆 & 包").headers["location"] == f"{WAY}?done={quote('豆 & 包')}"


def test_what_a_door_asks_for_is_in_its_fields_the_address_or_of(keeper: AtAPage) -> None:
    assert keeper.send(act="house", of="B05", note="暂住").status == 303
    told = keeper.send(f"{WAY}/since", name="-", since="2026-07-13T23:41", places="a  b").headers["location"]

    assert "housed None B05 暂住" in keeper.look().text
    assert told.endswith(quote("23:41+0800 ['a', 'b']", safe="")), "the clock is the city's"


def test_what_is_more_than_a_door_says_itself_where_to_go_on(keeper: AtAPage) -> None:
    assert keeper.send("/kennel/tips/dogs", name="x").headers["location"] == "/thanks/dogs?x-wang"
    assert keeper.send("/kennel/tips/cats", name="x").status == 409
    twice = keeper.send("/kennel/tips/twice", name="x")
    assert (twice.status, "There already" in twice.text) == (409, True)


# ---- what is refused ------------------------------------------------------------------------------------


def test_a_refusal_is_said_on_the_same_page_with_all_that_was_typed(keeper: AtAPage, store: Store) -> None:
    typed = {"name": "猫", "notes": "<怕> & 躲 🐕", "places": ["东", "西"], "key": key_of(keeper.look())}

    refused = keeper.send(**typed)

    assert (refused.status, "这是犬" in refused.text) == (409, True)
    assert 'value="猫"' in refused.text and "&lt;怕&gt; &amp; 躲 🐕" in refused.text
    assert "<i>东</i><i>西</i>" in refused.text
    assert key_of(refused) == typed["key"]
    assert refused.headers["cache-control"] == "no-store"
    assert journalled(store) == []
    assert keeper.send(**typed | {"name": "豆包"}).status == 303, "corrected, it is taken"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "名字"),
        ("x" * 11, "名字"),
        ("豆\u202e包", "看不见"),
        ("豆\0包", "看不见"),
        ("x" * 100_000, "名字"),
    ],
)
def test_what_does_not_fit_is_said_in_the_words_of_the_page(
    keeper: AtAPage, store: Store, name: str, why: str
) -> None:
    refused = keeper.send(name=name, notes="还在")

    assert (refused.status, why in refused.text, 'value="还在"' in refused.text) == (422, True, True)
    assert journalled(store) == []


def test_half_a_character_is_no_error_of_our_own(keeper: AtAPage) -> None:
    answer = keeper.client.post(
        WAY, b"act=name&name=%ED%A0%BD", Cookie=keeper.cookie, Sec_Fetch_Site="same-origin",
        Content_Type="application/x-www-form-urlencoded",
    )  # fmt: skip

    assert answer.status in (303, 422)


def test_a_time_that_is_none_is_said_to_be_wrong(keeper: AtAPage) -> None:
    refused = keeper.send(f"{WAY}/since", name="-", since="soon")

    assert (refused.status, "请检查“时间”" in refused.text) == (422, True)


def test_what_is_not_there_has_no_page_to_say_so_on(keeper: AtAPage) -> None:
    assert keeper.send("/kennel/dogs/gone", name="").status == 404
    assert keeper.send(act="fly").status == 404
    assert keeper.send(f"{WAY}/fly").status == 404


# ---- once -----------------------------------------------------------------------------------------------


def test_a_second_tap_gets_the_first_answer(keeper: AtAPage, store: Store) -> None:
    typed = {"name": "豆包", "key": key_of(keeper.look())}

    answers = [keeper.send(f"{WAY}/name", **typed) for _ in range(2)]

    assert {(answer.status, answer.headers["location"]) for answer in answers} == {
        (303, f"{WAY}?done={quote('豆包')}")
    }
    assert journalled(store) == [(1, "d1")]


def test_ten_taps_at_once_are_one(keeper: AtAPage, store: Store) -> None:
    typed = {"name": "豆包", "key": key_of(keeper.look())}

    with ThreadPoolExecutor(10) as taps:
        answers = list(taps.map(lambda _: keeper.send(**typed), range(10)))

    assert {answer.status for answer in answers} == {303}
    assert journalled(store) == [(1, "d1")]


def test_a_key_that_was_used_for_something_else_is_refused_and_the_page_has_a_new_one(
    keeper: AtAPage,
) -> None:
    assert keeper.send(name="豆包", key="once").status == 303

    refused = keeper.send(name="花花", key="once")

    assert (refused.status, 'value="花花"' in refused.text) == (422, True)
    assert keeper.send(name="花花", key=key_of(refused)).status == 303


def test_of_a_page_that_one_goes_back_to_the_key_is_good_for_other_ticks(
    keeper: AtAPage, store: Store
) -> None:
    first, again, other = (keeper.send("/kennel/many/d1", name=name, key="one") for name in "甲甲乙")

    assert first.headers["location"] == again.headers["location"] != other.headers["location"]
    assert len(journalled(store)) == 2


# ---- who may --------------------------------------------------------------------------------------------


def test_who_is_not_logged_in_does_that_and_comes_back(nobody: Client) -> None:
    for path in (WAY, f"{WAY}?done=a%26b&lang=en"):
        answer = nobody.get(path)

        assert (answer.status, answer.headers["location"]) == (303, f"/intake/login?next={quote(path)}")


def test_whose_session_ends_while_writing_comes_back_to_the_page(
    nobody: Client, keys: Path, store: Store
) -> None:
    late = AtAPage(nobody, keys, "keeper", lasts=timedelta(minutes=-5))

    assert late.look().headers["location"] == f"/intake/login?next={WAY}"
    assert late.send(name="豆包").headers["location"] == f"/intake/login?next={WAY}"
    assert late.send(f"{WAY}/name", name="豆包").headers["location"] == f"/intake/login?next={WAY}"
    assert (
        late.send(f"{WAY}?done=x", name="豆包").headers["location"] == f"/intake/login?next={WAY}%3Fdone%3Dx"
    )
    assert journalled(store) == []


def test_other_roles_are_told_who_may(nobody: Client, keys: Path, store: Store) -> None:
    vet, auditor = AtAPage(nobody, keys, "vet"), AtAPage(nobody, keys, "auditor")

    assert (vet.look().status, vet.send(name="豆包").status) == (403, 403)
    assert "keeper" in vet.look().text
    assert auditor.look().status == 200
    assert auditor.send(name="豆包").status == 403
    assert "找饲养员" in auditor.send(f"{WAY}/name", name="豆包").text
    assert AtAPage(nobody, keys, "admin").send(name="豆包").status == 303
    assert len(journalled(store)) == 1


def test_a_page_for_everyone_asks_nobody_to_log_in(nobody: Client, keys: Path) -> None:
    late = AtAPage(nobody, keys, "keeper", lasts=timedelta(minutes=-5))

    assert late.send("/kennel/tips/dogs", name="x").headers["location"] == "/thanks/dogs?x-"
    assert nobody.get("/kennel/naming").status == 200
    assert late.send("/kennel/naming", name="x", of="d1").headers["location"] == "/thanks/x"


def test_a_form_from_another_site_is_refused(keeper: AtAPage, store: Store) -> None:
    assert keeper.send(site="cross-site", name="豆包").status == 403
    assert journalled(store) == []
