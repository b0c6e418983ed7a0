"""Doors: who may come in, what is taken, and that the same key does a thing once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any

import pytest
import sqlalchemy as sa
from fastapi import FastAPI, Query
from pydantic import Field

from shared import auth, problems
from shared.auth import Who
from shared.doors import EVERYONE, STAFF, Doors
from shared.guard import Guard
from shared.once import Seen
from shared.pages import HERE, Pages
from shared.problems import MEDIA_TYPE, NotFound, Problem
from shared.rail.writer import Writer
from shared.said import Said
from shared.store import Model, Store, Work
from tests.anything import ANYTHING, throw
from tests.servers import Answer, Client
from tests.shared.conftest import Dog, dogs, intaken, journalled, new_store

doors = Doors(prefix="/kennel/v1")


class NewDog(Model):
    dog_id: str = Field(min_length=1, max_length=50)
    born: date | None = None
    age: int = 0


class Taken(Model):
    dog_id: str
    by: str


class KennelFull(Problem):
    title = Said("犬舍已满", "The kennel is full")


@doors.command("/dogs", "officer", "vet")
def take_in(new: NewDog, work: Work, who: Who) -> Taken:
    """Takes a dog in."""
    work.add(Dog(id=new.dog_id, times=new.age))
    work.publish(intaken(new.dog_id))
    work.flush()
    if new.dog_id == "one too many":
        raise KennelFull("请先腾出犬舍。", "Free a kennel first.", kennels=158)
    return Taken(dog_id=new.dog_id, by=who.name)


@doors.command("/tips", EVERYONE)
def give_tip(new: NewDog, work: Work) -> Taken:
    work.publish(intaken(new.dog_id))
    return Taken(dog_id=new.dog_id, by="somebody")


@doors.query("/dogs/{dog_id}", *STAFF)
def see_dog(dog_id: str, work: Work) -> Taken:
    if work.get(Dog, dog_id) is None:
        raise NotFound("没有这只犬。", "There is no such dog.")
    return Taken(dog_id=dog_id, by="")


@doors.query("/open", EVERYONE)
def see_who(work: Work, who: Who, limit: Annotated[int, Query(ge=1, le=10)] = 5) -> list[Taken]:
    return [Taken(dog_id=str(limit), by=who.name)]


@doors.query("/echo", EVERYONE)
def say_again(work: Work, q: str, limit: str = "") -> list[str]:
    return [q, limit]


@doors.command("/throws/{name}", EVERYONE)
def take_in_and_throw(name: str, work: Work) -> None:
    work.add(Dog(id="x"))
    throw(name)


@doors.query("/throws/{name}", EVERYONE)
def look_and_throw(name: str, work: Work) -> None:
    throw(name)


@doors.put("/throws/{name}")
async def wait_and_throw(name: str) -> None:
    throw(name)


@doors.query("/broken", EVERYONE)
def fall_over(work: Work) -> Taken:
    raise ZeroDivisionError


@pytest.fixture
def store(any_store_url: str) -> Store:
    return new_store(any_store_url)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    auth.make_keys(tmp_path)
    return tmp_path


@pytest.fixture
def client(store: Store, keys: Path, serve: Callable[[Any], Client]) -> Client:
    """Nobody in particular, at an app with these doors."""

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

    app = FastAPI(lifespan=living, openapi_url="/kennel/openapi.json")
    problems.install(app, Pages("kennel", HERE).show_problem)
    app.include_router(doors)
    app.add_middleware(Guard)
    return serve(app)


@pytest.fixture
def token(keys: Path) -> Callable[..., str]:
    private = (keys / "token.key").read_bytes()
    return lambda *roles, lasts=auth.LASTS: auth.sign(private, "wang", roles, lasts)


@pytest.fixture
def officer(client: Client, token: Callable[..., str]) -> Client:
    return client.signed_in(token("officer"))


def is_problem(answer: Answer, status: int) -> dict[str, Any]:
    """Its content, once it is sure that it is a problem of this status."""
    assert answer.status == status, answer.text
    assert answer.headers["content-type"] == MEDIA_TYPE
    problem: dict[str, Any] = answer.json()
    assert problem["status"] == status and problem["title"] and problem["type"]
    return problem


# ---- what comes of it ---------------------------------------------------------------------------------


def test_created_means_saved_with_its_event(officer: Client, store: Store) -> None:
    answer = officer.post("/kennel/v1/dogs", {"dog_id": "a"})

    assert (answer.status, answer.json()) == (201, {"dog_id": "a", "by": "wang"})
    assert dogs(store) == {"a"}
    assert journalled(store) == [(1, "a")]


def test_a_refusal_keeps_nothing_and_says_what_to_do(officer: Client, store: Store) -> None:
    problem = is_problem(officer.post("/kennel/v1/dogs", {"dog_id": "one too many"}), 409)

    assert problem["type"] == "/problems/KennelFull"
    assert problem["detail"].endswith("Free a kennel first.")
    assert problem["kennels"] == 158
    assert dogs(store) == set()
    assert journalled(store) == []


def test_many_at_once_are_all_saved(officer: Client, store: Store) -> None:
    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(lambda i: officer.post("/kennel/v1/dogs", {"dog_id": f"{i}"}), range(64)))

    assert {answer.status for answer in answers} == {201}
    assert len(dogs(store)) == 64
    assert [sequence for sequence, _ in journalled(store)] == list(range(1, 65))


def test_a_list_of_models_is_json(client: Client) -> None:
    assert client.get("/kennel/v1/open?limit=3").json() == [{"dog_id": "3", "by": ""}]


# ---- who may come in ----------------------------------------------------------------------------------


def test_nobody_is_asked_to_log_in(client: Client, store: Store) -> None:
    is_problem(client.post("/kennel/v1/dogs", {"dog_id": "a"}), 401)
    is_problem(client.get("/kennel/v1/dogs/a"), 401)

    assert dogs(store) == set()


def test_other_roles_stay_outside_and_admin_does_not(client: Client, token: Callable[..., str]) -> None:
    problem = is_problem(client.signed_in(token("keeper")).post("/kennel/v1/dogs", {"dog_id": "a"}), 403)

    assert problem["roles"] == ["officer", "vet"]
    assert client.signed_in(token("admin")).post("/kennel/v1/dogs", {"dog_id": "a"}).status == 201


def test_an_expired_or_foreign_token_is_refused(client: Client, token: Callable[..., str]) -> None:
    for wrong in (token("officer", lasts=timedelta(minutes=-5)), "nonsense", token("officer")[:-4] + "AAAA"):
        is_problem(client.signed_in(wrong).post("/kennel/v1/dogs", {"dog_id": "a"}), 401)
        is_problem(client.signed_in(wrong).get("/kennel/v1/open"), 401)


def test_an_old_cookie_does_not_close_an_open_door(client: Client, token: Callable[..., str]) -> None:
    old = f"{auth.COOKIE}={token('officer', lasts=timedelta(minutes=-5))}"

    assert client.get("/kennel/v1/open", Cookie=old).json()[0]["by"] == ""
    is_problem(client.get("/kennel/v1/dogs/a", Cookie=old), 401)


def test_a_cookie_is_as_good_as_a_token_but_not_from_another_site(
    client: Client, token: Callable[..., str]
) -> None:
    cookie = f"{auth.COOKIE}={token('officer')}"
    ours = {"Cookie": cookie, "Sec_Fetch_Site": "same-origin"}
    theirs = {"Cookie": cookie, "Sec_Fetch_Site": "cross-site"}

    assert client.get("/kennel/v1/open", Cookie=cookie).json()[0]["by"] == "wang"
    assert client.post("/kennel/v1/dogs", {"dog_id": "a"}, **ours).status == 201
    is_problem(client.post("/kennel/v1/dogs", {"dog_id": "b"}, **theirs), 403)


# ---- what is taken ------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", ["no JSON", "{", "", "[]", "null", '"text"'])
def test_what_is_not_json_is_refused(officer: Client, body: str) -> None:
    answer = officer.post("/kennel/v1/dogs", body, Content_Type="application/json")

    is_problem(answer, answer.status)
    assert answer.status in (400, 422)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_another_content_type_is_refused(officer: Client, kind: str) -> None:
    is_problem(officer.post("/kennel/v1/dogs", '{"dog_id": "a"}', Content_Type=kind), 415)


def test_a_content_type_may_have_a_charset_and_capitals(officer: Client) -> None:
    kind = "Application/JSON; charset=utf-8"

    assert officer.post("/kennel/v1/dogs", '{"dog_id": "a"}', Content_Type=kind).status == 201


def test_a_body_of_ten_megabytes_is_refused(officer: Client, store: Store) -> None:
    body = '{"dog_id": "' + "x" * 10_000_000 + '"}'
    with contextlib.suppress(ConnectionError):  # it may hang up before it has read it all
        is_problem(officer.post("/kennel/v1/dogs", body, Content_Type="application/json"), 413)

    assert dogs(store) == set()
    assert officer.get("/kennel/v1/open").status == 200


@pytest.mark.parametrize(
    "body", [{}, {"dog_id": 7}, {"dog_id": ""}, {"dog_id": "a", "extra": 1}, {"dog_id": "a", "born": "x"}]
)
def test_what_does_not_fit_is_listed(officer: Client, body: dict[str, Any]) -> None:
    problem = is_problem(officer.post("/kennel/v1/dogs", body), 422)

    assert problem["errors"][0]["pointer"].startswith("#/")


@pytest.mark.parametrize("body", [{"dog_id": "a", "age": 10**30}, {"dog_id": "a\0b"}])
def test_what_no_column_takes_is_no_error_of_ours(officer: Client, body: dict[str, Any]) -> None:
    assert officer.post("/kennel/v1/dogs", body).status in (201, 422)
    assert officer.post("/kennel/v1/dogs", {"dog_id": "next"}).status == 201


def test_every_error_is_a_problem(officer: Client) -> None:
    is_problem(officer.get("/kennel/v1/dogs/unknown"), 404)
    is_problem(officer.get("/nowhere"), 404)
    is_problem(officer.ask("DELETE", "/kennel/v1/dogs"), 405)
    is_problem(officer.get("/kennel/v1/open?limit=99"), 422)
    is_problem(officer.get("/kennel/v1/broken"), 500)


@pytest.mark.parametrize("method", ["POST", "GET", "PUT"])
def test_whatever_is_raised_behind_a_door_is_a_problem_of_its_own_caller(
    officer: Client, store: Store, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    """OverflowError is a number too large, as it is anywhere else."""
    for name in ANYTHING:
        answer = officer.ask(method, f"/kennel/v1/throws/{name}")
        is_problem(answer, 422 if name == "OverflowError" else 500)
        assert officer.post("/kennel/v1/dogs", {"dog_id": name}).status == 201

    assert dogs(store) == set(ANYTHING)
    assert "in throw" in caplog.text  # the whole way there


def test_a_store_that_is_away_is_said_to_be_away(officer: Client, store: Store) -> None:
    with store.write() as work:
        work.connection().execute(sa.text("drop table dog"))
        work.connection().execute(sa.text("drop table journal"))

    answer = officer.post("/kennel/v1/tips", {"dog_id": "a"})
    assert answer.status in (500, 503)
    is_problem(answer, answer.status)


# ---- once ---------------------------------------------------------------------------------------------


def test_the_same_key_does_it_once_and_answers_the_same(officer: Client, store: Store) -> None:
    first = officer.post("/kennel/v1/dogs", {"dog_id": "a"}, Idempotency_Key="k1")
    again = officer.post("/kennel/v1/dogs", {"dog_id": "a"}, Idempotency_Key="k1")

    assert (again.status, again.text) == (first.status, first.text)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert journalled(store) == [(1, "a")]


def test_the_same_key_at_the_same_time_does_it_once(officer: Client, store: Store) -> None:
    def post(_: int) -> Answer:
        return officer.post("/kennel/v1/tips", {"dog_id": "a"}, Idempotency_Key="k1")

    with ThreadPoolExecutor(16) as callers:
        answers = list(callers.map(post, range(32)))

    assert {(answer.status, answer.text) for answer in answers} == {(201, answers[0].text)}
    assert journalled(store) == [(1, "a")]


def test_a_key_is_for_one_request(officer: Client, store: Store) -> None:
    officer.post("/kennel/v1/dogs", {"dog_id": "a"}, Idempotency_Key="k1")

    problem = is_problem(officer.post("/kennel/v1/dogs", {"dog_id": "b"}, Idempotency_Key="k1"), 422)
    assert problem["type"] == "/problems/KeyReused"
    is_problem(officer.post("/kennel/v1/tips", {"dog_id": "a"}, Idempotency_Key="k1"), 422)
    assert dogs(store) == {"a"}


def test_a_key_belongs_to_its_caller(officer: Client, client: Client, store: Store) -> None:
    officer.post("/kennel/v1/tips", {"dog_id": "a"}, Idempotency_Key="k1")

    assert client.post("/kennel/v1/tips", {"dog_id": "b"}, Idempotency_Key="k1").status == 201
    assert journalled(store) == [(1, "a"), (2, "b")]


def test_a_refusal_leaves_the_key_free(officer: Client, store: Store) -> None:
    is_problem(officer.post("/kennel/v1/dogs", {"dog_id": "one too many"}, Idempotency_Key="k1"), 409)

    assert officer.post("/kennel/v1/dogs", {"dog_id": "a"}, Idempotency_Key="k1").status == 201


# ---- what is said about it ----------------------------------------------------------------------------


def test_the_doors_describe_themselves(client: Client) -> None:
    paths = client.get("/kennel/openapi.json").json()["paths"]
    post = paths["/kennel/v1/dogs"]["post"]

    assert {"201", "401", "403", "409", "413", "415", "422", "503"} <= set(post["responses"])
    assert [p["name"] for p in post["parameters"]] == ["Idempotency-Key"]
    assert post["responses"]["201"]["content"]["application/json"]["schema"]["$ref"].endswith("/Taken")
    assert MEDIA_TYPE in post["responses"]["409"]["content"]
    assert post["description"] == "Takes a dog in."


def test_a_door_must_say_who_may_come_in() -> None:
    with pytest.raises(TypeError):
        doors.command("/unguarded")(give_tip)


def test_answers_carry_safe_headers(client: Client) -> None:
    headers = client.get("/kennel/v1/open").headers

    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/kennel/v1/dogs/a%00b", 422),
        ("/kennel/v1/dogs?q=a%1Bb", 422),
        ("/kennel/v1/dogs/" + "x" * 1001, 414),
        ("/kennel/v1/dogs/%E7%8A%AC%0A%09", 404),
        ("/kennel/v1/dogs/%ED%A0%80", 404),
    ],
)
def test_an_address_can_be_read(officer: Client, path: str, status: int) -> None:
    answer = officer.get(path)

    assert answer.status == status
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert "content-security-policy" in answer.headers


def test_what_is_asked_for_is_composed_as_what_is_kept_is(officer: Client) -> None:
    """NFD in the address finds what was kept in NFC; an ampersand in it stays what it is."""
    for asked in ("e%CC%81%26%3D+x", "%C3%A9%26%3D%20x"):
        assert officer.get(f"/kennel/v1/echo?q={asked}&limit=3").json() == ["é&= x", "3"]


@pytest.mark.parametrize("key", ["a\x85b", "\xad", "x" * 201])
def test_a_key_can_be_read(officer: Client, key: str) -> None:
    is_problem(officer.post("/kennel/v1/dogs", {"dog_id": "a"}, Idempotency_Key=key), 422)


@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_a_form_is_in_utf_8(officer: Client, kind: str) -> None:
    """`unicode_escape` makes lone surrogates of plain ASCII, and a page cannot say them."""
    for charset, status in (("unicode_escape", 415), ("gb18030", 415), ("UTF-8", 415), ('"utf-8"', 415)):
        answer = officer.post("/kennel/v1/dogs", b"x=1", Content_Type=f"{kind}; charset={charset}")

        assert answer.status == status
        assert ("UTF-8" in answer.json()["detail"]) == (charset in ("unicode_escape", "gb18030"))


def test_a_name_that_no_text_can_have_is_told_all_the_same(officer: Client) -> None:
    answer = officer.post("/kennel/v1/dogs", '{"dog_id": "d", "\\ud800": 1}', Content_Type="application/json")

    assert answer.status == 422
    assert answer.json()["errors"][0]["pointer"].startswith("#/")
