"""A database that is older than what others know is noticed, writes nothing, and gets back what it lacks."""

import contextlib
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from services import recovering
from shared.app import load
from shared.events import BY_TYPE, DogBecameAdoptable, DogVaccinated, Event, MessageSent, ObservationOpened
from shared.refusal import Refusal
from shared.settings import Settings
from shared.store import Store
from shared.tables import journal
from tests.intake.conftest import a_dog
from tests.servers import Client, RedisServer, serving
from tests.system import SERVICES, until

SAYS: dict[str, type[Event]] = {
    "registry": DogVaccinated, "adoption": DogBecameAdoptable, "notify": MessageSent,
}  # fmt: skip


class City:
    """Four services on one Redis, each of which can be stopped and given another database."""

    def __init__(self, data: Path, redis_url: str, closing: contextlib.ExitStack) -> None:
        self.data, self.redis_url, self.closing = data, redis_url, closing
        self.redis = redis.Redis.from_url(redis_url, decode_responses=True)
        self.running: dict[str, contextlib.ExitStack] = {}
        self.doors: dict[str, Client] = {}
        self.token = ""
        for name in SERVICES:
            self.start(name)
        session = {"username": "admin", "password": "only-for-this-test"}
        self.token = self.doors["intake"].post("/intake/v1/session", session).json()["access_token"]

    def start(self, name: str) -> None:
        app = load(name, Settings(data=self.data, redis_url=self.redis_url))
        self.running[name] = self.closing.enter_context(contextlib.ExitStack())
        self.doors[name] = self.running[name].enter_context(serving(app))

    def stop(self, name: str) -> None:
        self.running[name].close()

    def file(self, name: str) -> Path:
        return self.data / f"{name}.db"

    def copy(self, name: str) -> None:
        """Of the database of a service that is down."""
        shutil.copy(self.file(name), self.data / "older.db")

    def restore(self, name: str) -> None:
        """The copy takes the database's place, as another file: SQLite knows a file by its inode."""
        for left in (f"{name}.db-wal", f"{name}.db-shm"):
            (self.data / left).unlink(missing_ok=True)
        (self.data / "older.db").replace(self.file(name))

    # ---- as `shared.client.Client`, whichever service it is ----------------------------------------------

    def get(self, path: str, **query: Any) -> Any:
        words = "&".join(f"{name}={value}" for name, value in query.items() if value != "")
        return self._told(self._client(path).get(f"{path}?{words}"))

    def post(self, path: str, body: Any) -> Any:
        return self._told(self._client(path).post(path, body))

    def _client(self, path: str) -> Client:
        return self.doors[path.split("/")[1]].signed_in(self.token)

    def _told(self, answer: Any) -> Any:
        if answer.status >= 400:
            raise Refusal("", answer.text)
        return answer.json()

    # ---- what happens --------------------------------------------------------------------------------------

    def say(self, name: str, count: int = 3) -> None:
        """Intake takes dogs in; the others, while they are down, are given something to say."""
        if name == "intake":
            for _ in range(count):
                self.post("/intake/v1/dogs", a_dog())
            return
        self.stop(name)
        with contextlib.closing(Store(f"sqlite:///{self.file(name)}")) as store, store.write() as work:
            work.publish(*(SAYS[name].model_validate(SAYS[name].example) for _ in range(count)))
        self.start(name)

    def journal(self, name: str) -> list[tuple[str, int, str]]:
        with contextlib.closing(Store(f"sqlite:///{self.file(name)}")) as store, store.read() as work:
            query = sa.select(journal.c.stream, journal.c.sequence, journal.c.id)
            return [tuple(row) for row in work.execute(query.order_by("stream", "sequence"))]

    def until_known(self, name: str) -> None:
        """All that it has said is relayed and heard, and everybody has said so in Redis."""
        last = {stream: f"{sequence} {id}" for stream, sequence, id in self.journal(name)}
        until(lambda: self.known(name).items() >= last.items(), lambda: f"{self.known(name)} not {last}")
        heard = {stream: said for stream, said in last.items() if not stream.endswith(":restricted")}
        until(lambda: self.known("notify").items() >= heard.items(), lambda: f"{self.known('notify')}")
        until(lambda: all(self.ready(each) for each in SERVICES), lambda: str(self.reasons(name)))

    def known(self, name: str) -> dict[str, str]:
        told: Any = self.redis.xrevrange(f"qingcheng:known:{name}", count=1)
        return dict(told[0][1]) if told else {}

    def reasons(self, name: str) -> list[dict[str, str]]:
        said: list[dict[str, str]] = self.doors[name].get(f"/{name}/health/ready").json()["reasons"]
        return said

    def ready(self, name: str) -> bool:
        return not self.reasons(name)

    def codes(self, name: str) -> set[str]:
        return {reason["code"] for reason in self.reasons(name)}


@pytest.fixture
def city(tmp_path: Path, own_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "only-for-this-test")
    with contextlib.ExitStack() as closing:
        yield City(tmp_path, own_redis.url, closing)


def grow_old(city: City, name: str) -> list[tuple[str, int, str]]:
    """The service goes on after a copy of its database was made; then the copy takes its place."""
    city.say(name)
    city.until_known(name)
    city.stop(name)
    city.copy(name)
    city.start(name)
    city.say(name)
    city.until_known(name)
    city.stop(name)
    before = city.journal(name)
    city.restore(name)
    return before


@pytest.mark.parametrize("name", SERVICES)
def test_an_older_database_gets_back_what_the_streams_hold(city: City, name: str) -> None:
    before = grow_old(city, name)
    old = city.journal(name)

    city.start(name)
    until(lambda: "older_store" in city.codes(name), lambda: str(city.reasons(name)))
    refused = city.doors[name].signed_in(city.token).post(f"/{name}/v1/journal/again", {"why": "to see"})
    assert refused.status == 503 and f"qingcheng events recover --service {name}" in refused.text
    assert city.journal(name) == old != before

    recovering.run(city, name, lost=False, why="restored from a backup")  # type: ignore[arg-type]
    assert [row for row in city.journal(name) if row in before] == before
    until(lambda: city.ready(name), lambda: str(city.reasons(name)))
    assert there(city, name, before)


@pytest.mark.parametrize("name", ["intake", "registry", "adoption"])
def test_an_older_database_gets_back_what_the_feed_has(city: City, name: str) -> None:
    """Redis has lost everything too: then it is what the others have heard that tells."""
    before = grow_old(city, name)
    city.redis.flushall()
    until(lambda: city.known("notify").get(f"qingcheng:{name}"), lambda: str(city.known("notify")), 30)

    city.start(name)
    until(lambda: "older_store" in city.codes(name), lambda: str(city.reasons(name)))
    recovering.run(city, name, lost=False, why="restored from a backup")  # type: ignore[arg-type]

    assert [row for row in city.journal(name) if row in before] == before
    until(lambda: city.ready(name), lambda: str(city.reasons(name)))
    assert there(city, name, before)


def there(city: City, name: str, before: list[tuple[str, int, str]]) -> bool:
    """Whether the streams hold it all."""

    def held() -> bool:
        ids = {fields.get("id") for each in (f"qingcheng:{name}", f"qingcheng:{name}:restricted")
               for _, fields in city.redis.xrange(each)}  # fmt: skip
        return {id for _, _, id in before} <= ids

    return bool(until(held))


def test_no_stay_number_and_no_tag_is_given_twice(city: City) -> None:
    grow_old(city, "intake")
    told = [event["data"] for event in feed(city)]
    city.start("intake")
    until(lambda: "older_store" in city.codes("intake"))
    recovering.run(city, "intake", lost=False, why="restored from a backup")  # type: ignore[arg-type]

    dog = city.post("/intake/v1/dogs", a_dog())

    assert dog["stay_no"] not in {data.get("stay_no") for data in told}
    assert dog["stay_no"].endswith("-000007")
    decided = city.get("/intake/v1/interventions")["interventions"][0]
    assert len(decided["what"]["about"]["cn.qingcheng.dog.intaken.v1"]) == 3


def test_what_nobody_has_any_more_is_lost_by_decision_and_its_number_never_given_again(city: City) -> None:
    """A restricted event stands in no feed."""
    watch(city)
    city.until_known("intake")
    city.stop("intake")
    city.copy("intake")
    city.start("intake")
    watch(city)
    city.until_known("intake")
    city.stop("intake")
    city.restore("intake")
    city.redis.delete("qingcheng:intake:restricted")

    city.start("intake")
    until(lambda: "older_store" in city.codes("intake"))
    with pytest.raises(Refusal, match="--lost"):
        recovering.run(city, "intake", lost=False, why="restored from a backup")  # type: ignore[arg-type]
    assert "older_store" in city.codes("intake")
    recovering.run(city, "intake", lost=True, why="nobody has it")  # type: ignore[arg-type]
    dog = watch(city)

    numbers = [n for stream, n, _ in city.journal("intake") if stream == "qingcheng:intake:restricted"]
    assert numbers == [1, 3]
    assert dog["stay_no"] > "HH-2026-000003"
    decided = city.get("/intake/v1/interventions")["interventions"][0]
    assert decided["why"] == "nobody has it"
    assert decided["what"]["missing"] == [{"stream": "qingcheng:intake:restricted", "first": 2, "last": 2}]
    until(lambda: city.ready("intake"), lambda: str(city.reasons("intake")))


def watch(city: City) -> Any:
    assert BY_TYPE[ObservationOpened.type].audience == "restricted"
    return city.post("/intake/v1/dogs", a_dog(custody_basis="OBSERVATION"))


def test_a_foreign_database_is_noticed(city: City) -> None:
    """A new one, where there was another."""
    city.say("registry")
    city.until_known("registry")
    city.stop("registry")
    city.file("registry").unlink()
    city.start("registry")

    until(lambda: "older_store" in city.codes("registry"), lambda: str(city.reasons("registry")))


def test_what_was_written_while_nobody_could_tell_moves_behind_what_others_know(
    city: City, own_redis: RedisServer
) -> None:
    """Redis is away when the older database is put in place: dogs are taken in all the same."""
    before = grow_old(city, "intake")
    assert own_redis.process
    own_redis.process.send_signal(signal.SIGSTOP)
    try:
        city.start("intake")
        dog = city.post("/intake/v1/dogs", a_dog())
    finally:
        own_redis.process.send_signal(signal.SIGCONT)
    until(lambda: "older_store" in city.codes("intake"), lambda: str(city.reasons("intake")), 30)

    recovering.run(city, "intake", lost=False, why="restored from a backup")  # type: ignore[arg-type]

    after = city.journal("intake")
    assert [row for row in after if row in before] == before
    assert len(after) > len(before)
    ids = {id for _, _, id in after} - {id for _, _, id in before}
    until(lambda: ids <= {fields.get("id") for _, fields in city.redis.xrange("qingcheng:intake")})
    until(lambda: dog["dog_id"] in {event["subject"] for event in feed(city)})


def feed(city: City) -> list[Any]:
    events: list[Any] = city.get("/notify/v1/events", limit=1000)["events"]
    return events
