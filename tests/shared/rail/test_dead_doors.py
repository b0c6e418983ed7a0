"""The doors and the page of dead letters: who may look, who may act, and what is said when it fails."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import redis
from sqlmodel import Field, select

from shared import auth
from shared.app import compose
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.nouns import Noun
from shared.rail import dead_doors
from shared.service import Service
from shared.settings import Settings
from shared.store import SQLModel, Work, new_registry
from tests.servers import Answer, Client, RedisServer
from tests.shared.conftest import intaken, watched
from tests.shared.rail.test_dead import bury, letter
from tests.shared.test_doors import is_problem
from tests.shared.test_ears import told

DEAD = "qingcheng:dead:registry"
ROOT = Path(__file__).parents[3]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
WHY = "kennel mended"
ears = Ears("registry")
ill: set[str] = set()


class Table(SQLModel, registry=new_registry()):
    """What the handler below writes into, beside the registry's own tables."""


class Visitor(Table, table=True):
    dog_id: str = Field(primary_key=True)
    times: int = 0


@ears.on(DogIntaken)
def greet_dog(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    if taken_in.dog_id in ill:
        raise LookupError(f"no kennel for {taken_in.dog_id}")
    visitor = work.get(Visitor, taken_in.dog_id) or Visitor(dog_id=taken_in.dog_id)
    visitor.times += 1
    work.add(visitor)


async def make_room(service: Service) -> None:
    await service.writer.do(lambda work: Table.metadata.create_all(work.connection()))


class House:
    """A registry that runs, its Redis, and everyone who may come to its doors."""

    def __init__(self, app: Any, client: Client, server: RedisServer, private_key: bytes) -> None:
        self.app, self.client, self.server, self.private_key = app, client, server, private_key

    def token(self, *roles: str) -> str:
        return auth.sign(self.private_key, "wang", roles)

    def as_(self, *roles: str) -> Client:
        return self.client.signed_in(self.token(*roles)) if roles else self.client

    def bury(self, *dog_ids: str) -> list[str]:
        told_ = [told(intaken(dog_id), n) for n, dog_id in enumerate(dog_ids, start=1)]
        return bury(
            self.server.url, *(letter(e, f"LookupError: no kennel for {e.subject}") for e in told_), dead=DEAD
        )

    def lying(self) -> list[str]:
        with redis.Redis.from_url(self.server.url, decode_responses=True) as client:
            return [entry for entry, _ in client.xrange(DEAD)]

    def visitors(self) -> dict[str, int]:
        with self.app.state.service.store.read() as work:
            return {row.dog_id: row.times for row in work.exec(select(Visitor))}

    def submit(self, client: Client, **form: str) -> Answer:
        return client.ask("POST", "/registry/dead", urlencode(form), FORM)


@pytest.fixture
def house(tmp_path: Path, own_redis: RedisServer, serve: Callable[[Any], Client]) -> Iterator[House]:
    ill.clear()
    auth.make_keys(tmp_path / "keys")
    settings = Settings(data=tmp_path, redis_url=own_redis.url, claim_after_ms=100)
    app = compose("registry", settings, [Noun(ears=ears, prepare=make_room)], title="test")
    yield House(app, serve(app), own_redis, (tmp_path / "keys/token.key").read_bytes())


@pytest.fixture
def admin(house: House) -> Client:
    return house.as_("admin")


def outcomes(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return [result["outcome"] for result in answer.json()["results"]]


# ---- looking ------------------------------------------------------------------------------------------


def test_letters_are_listed_by_group_and_page_by_page(house: House, admin: Client) -> None:
    entries = house.bury("dog-1", "dog-2", "dog-3")

    first = admin.get("/registry/v1/dead?limit=2").json()
    rest = admin.get(f"/registry/v1/dead?limit=2&after={first['next']}").json()
    [group] = first["groups"]
    of_group = admin.get(f"/registry/v1/dead?error={group['key']}").json()
    of_no_group = admin.get("/registry/v1/dead?error=nothing").json()

    assert first["count"] == group["count"] == 3
    assert group["error"] == "LookupError: no kennel for …" and group["type"] == DogIntaken.type
    assert [one["entry"] for one in first["entries"] + rest["entries"]] == entries
    assert rest["next"] is None and rest["groups"] == []
    assert [one["entry"] for one in of_group["entries"]] == entries
    assert of_no_group["entries"] == []


def test_one_letter_is_shown_with_its_fields(house: House, admin: Client) -> None:
    [entry] = house.bury("dog-1")

    shown = admin.get(f"/registry/v1/dead/{entry}").json()

    assert shown["fields"] == told(intaken("dog-1"), 1).to_fields()
    assert shown["handler"] == "register_dog" and shown["attempts"] == "5"
    is_problem(admin.get("/registry/v1/dead/1-1"), 404)
    is_problem(admin.get("/registry/v1/dead/newest"), 422)
    is_problem(admin.get("/registry/v1/dead?after=newest"), 422)


def test_a_restricted_letter_shows_its_content_to_the_administrator_alone(house: House) -> None:
    restricted = letter(told(watched("dog-1"), 1), "ValueError: dog-1", stream="qingcheng:intake:restricted")
    [entry] = bury(house.server.url, restricted, dead=DEAD)

    for path in (f"/registry/v1/dead/{entry}", "/registry/v1/dead"):
        assert "dog-1" in house.as_("admin").get(path).text
        seen = house.as_("auditor").get(path)
        assert seen.status == 200 and entry in seen.text and "dog-1" not in seen.text


# ---- who may ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [*auth.ROLES, None])
def test_auditors_look_and_only_administrators_act(role: str | None, house: House) -> None:
    [entry] = house.bury("dog-1")
    client = house.as_(*([role] if role else []))
    body = {"entries": [entry], "why": WHY}
    refused = 403 if role else 401

    looks = {client.get(f"/registry/v1/{path}").status for path in ("dead", f"dead/{entry}", "interventions")}
    acts = [client.post(f"/registry/v1/dead/{act}", body) for act in ("redrive", "discard")]

    assert looks == {200 if role in ("admin", "auditor") else refused}
    if role == "admin":
        assert [outcomes(answer) for answer in acts] == [["redriven"], ["gone"]]
    else:
        assert [is_problem(answer, refused)["status"] for answer in acts] == [refused] * 2
        assert house.lying() == [entry] and house.visitors() == {}


# ---- what is asked ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"all": True},
        {"all": True, "why": "  x  "},
        {"all": True, "why": "好" * 501},
        {"why": WHY},
        {"all": False, "why": WHY},
        {"all": True, "error": "abc", "why": WHY},
        {"entries": [], "why": WHY},
        {"entries": ["-"], "why": WHY},
    ],
)
@pytest.mark.parametrize("act", ["redrive", "discard"])
def test_without_a_reason_or_a_choice_nothing_is_done(
    act: str, body: dict[str, Any], house: House, admin: Client
) -> None:
    entries = house.bury("dog-1")

    is_problem(admin.post(f"/registry/v1/dead/{act}", body), 422)

    assert house.lying() == entries
    assert admin.get("/registry/v1/interventions").json()["interventions"] == []


def test_what_fails_again_stays_and_after_a_fix_is_applied_once(house: House, admin: Client) -> None:
    ill.add("dog-2")
    entries = house.bury("dog-1", "dog-2")

    first = admin.post("/registry/v1/dead/redrive", {"all": True, "why": WHY})
    left = house.lying()
    ill.clear()
    key = admin.get("/registry/v1/dead").json()["groups"][0]["key"]
    second = admin.post("/registry/v1/dead/redrive", {"error": key, "why": WHY}, Idempotency_Key="k")
    again = admin.post("/registry/v1/dead/redrive", {"error": key, "why": WHY}, Idempotency_Key="k")

    assert outcomes(first) == ["redriven", "failed"]
    assert first.json()["results"][1]["error"] == "LookupError: no kennel for dog-2"
    assert left == [entries[1]] and house.lying() == []
    assert outcomes(second) == outcomes(again) == ["redriven"]
    assert again.headers["idempotent-replayed"] == "true"
    assert house.visitors() == {"dog-1": 1, "dog-2": 1}


def test_more_than_one_request_decides_about_goes_on_behind_what_stays(
    house: House, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dead_doors, "MOST", 2)
    ill.add("dog-1")
    first_entry, *_ = house.bury("dog-1", "dog-2", "dog-3")

    first = admin.post("/registry/v1/dead/redrive", {"all": True, "why": WHY})
    second = admin.post("/registry/v1/dead/redrive", {"all": True, "why": WHY, "after": first.json()["next"]})

    assert outcomes(first) == ["failed", "redriven"] and outcomes(second) == ["redriven"]
    assert second.json()["next"] is None
    assert house.lying() == [first_entry]


def test_discarding_is_recorded_with_who_and_why(house: House, admin: Client) -> None:
    one, two = house.bury("dog-1", "dog-2")

    answer = admin.post("/registry/v1/dead/discard", {"entries": [one, "1-1"], "why": "误发 by mistake"})

    [row] = house.as_("auditor").get("/registry/v1/interventions").json()["interventions"]
    assert outcomes(answer) == ["discarded", "gone"]
    assert (row["act"], row["who"], row["why"]) == ("discard", "wang", "误发 by mistake")
    assert (row["what"]["entry"], row["what"]["event"]) == (one, told(intaken("dog-1"), 1).id)
    assert house.lying() == [two] and house.visitors() == {}


def test_while_redis_is_away_doors_say_when_to_come_again(house: House, admin: Client) -> None:
    house.server.kill()
    body = {"all": True, "why": WHY}

    answers = [
        admin.get("/registry/v1/dead"),
        admin.get("/registry/v1/dead/1-1"),
        admin.post("/registry/v1/dead/redrive", body, Idempotency_Key="a"),
        admin.post("/registry/v1/dead/discard", body),
    ]
    page = admin.get("/registry/dead", Accept="text/html")

    assert [is_problem(answer, 503)["status"] for answer in answers] == [503] * 4
    assert {answer.headers["retry-after"] for answer in [*answers, page]} == {"2"}
    assert page.status == 503 and "<h1>" in page.text
    house.server.start()
    assert admin.post("/registry/v1/dead/redrive", body, Idempotency_Key="a").json()["results"] == []


# ---- the page -----------------------------------------------------------------------------------------


def test_the_page_asks_strangers_to_log_in_and_turns_others_away(house: House) -> None:
    for answer in (house.client.get("/registry/dead"), house.submit(house.client, act="discard", error="x")):
        assert (answer.status, answer.headers["location"]) == (303, "/intake/login?next=/registry/dead")
    assert house.as_("officer").get("/registry/dead").status == 403


def test_the_page_shows_groups_and_lets_only_the_administrator_decide(house: House, admin: Client) -> None:
    [entry] = house.bury("dog-1")
    key = admin.get("/registry/v1/dead").json()["groups"][0]["key"]

    page, opened = admin.get("/registry/dead").text, admin.get(f"/registry/dead?error={key}").text
    seen = house.as_("auditor").get(f"/registry/dead?error={key}").text

    assert "DogIntaken" in page and "LookupError: no kennel for …" in page and entry not in page
    assert entry in opened and "dog-1" in opened and 'value="discard"' in opened
    assert entry in seen and 'value="discard"' not in seen
    assert house.submit(house.as_("auditor"), act="discard", error=key, why=WHY).status == 403
    assert house.lying() == [entry]


def test_the_page_redrives_and_discards_with_a_reason(house: House, admin: Client) -> None:
    ill.add("dog-2")
    entries = house.bury("dog-1", "dog-2")
    key = admin.get("/registry/v1/dead").json()["groups"][0]["key"]

    without = house.submit(admin, act="redrive", error=key, why=" ")
    nonsense = house.submit(admin, act="burn", error=key, why=WHY)
    partly = house.submit(admin, act="redrive", error=key, why=WHY, opened=key)
    thrown = house.submit(admin, act="discard", entry=entries[1], why=WHY)
    after = admin.get(thrown.headers["location"]).text

    assert without.status == 422 and "请写明原因" in without.text
    assert nonsense.status == 422
    assert partly.status == 409 and "LookupError: no kennel for dog-2" in partly.text
    assert entries[1] in partly.text and "1 封成功，1 封仍未成功" in partly.text
    assert thrown.status == 303 and "1 封已处理" in after and WHY in after
    assert house.lying() == [] and house.visitors() == {"dog-1": 1}


# ---- the command line ---------------------------------------------------------------------------------


def qingcheng(house: House, *arguments: str, role: str = "admin") -> tuple[int, str]:
    """What `qingcheng dead …` said, and how it ended."""
    ended = subprocess.run(
        [sys.executable, "-m", "services", "dead", *arguments, "--url", house.client.url],
        cwd=ROOT, env=os.environ | {"QINGCHENG_TOKEN": house.token(role)},
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    return ended.returncode, ended.stdout + ended.stderr


def test_the_command_line_lists_shows_redrives_and_discards(house: House, admin: Client) -> None:
    ill.add("dog-2")
    entries = house.bury("dog-1", "dog-2")

    listed = qingcheng(house, "list", "--service", "registry")
    shown = qingcheng(house, "show", "registry", entries[0])
    key = admin.get("/registry/v1/dead").json()["groups"][0]["key"]
    redriven = qingcheng(house, "redrive", "registry", "--error", key, "--why", WHY)
    thrown = qingcheng(house, "discard", "registry", entries[1], "--why", WHY)

    assert listed[0] == 0 and f"{key}  2 封" in listed[1] and "LookupError: no kennel for …" in listed[1]
    assert shown[0] == 0 and '"dog_id":"dog-1"' in shown[1] and "register_dog" in shown[1]
    assert redriven[0] == 1 and "1 封 已重试成功 redriven" in redriven[1]
    assert f"{entries[1]}: LookupError: no kennel for dog-2" in redriven[1]
    assert thrown == (0, "registry: 1 封 已丢弃 discarded\n")
    assert house.lying() == [] and house.visitors() == {"dog-1": 1}
    assert [row["act"] for row in admin.get("/registry/v1/interventions").json()["interventions"]] == [
        "discard", "redrive",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "arguments", "said"),
    [
        ("officer", ("list", "--service", "registry"), "403"),
        ("auditor", ("discard", "registry", "--all", "--why", WHY), "403"),
        ("admin", ("discard", "registry", "--why", WHY), "--error KEY"),
        ("admin", ("redrive", "registry", "--all", "--why", " "), "422"),
    ],
)
def test_the_command_line_says_why_not(
    role: str, arguments: tuple[str, ...], said: str, house: House
) -> None:
    entries = house.bury("dog-1")

    code, words = qingcheng(house, *arguments, role=role)

    assert code == 1 and said in words and "Traceback" not in words
    assert house.lying() == entries
