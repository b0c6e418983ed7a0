"""What a service only heard can be made anew from the journals alone, whatever became of the streams."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from sqlmodel import Field

from services import replaying
from shared.app import compose
from shared.client import Client
from shared.ears import Ears
from shared.embedded import EmbeddedRedis
from shared.envelope import Envelope
from shared.events import DogIntaken
from shared.nouns import Noun
from shared.rail import replay
from shared.refusal import Refusal
from shared.service import Service
from shared.settings import Settings
from shared.store import SQLModel, Store, Work, intervene, new_registry
from shared.tables import inbox, rails
from tests.servers import serving
from tests.system import PASSWORD, SERVICES, running_system, until

DOGS = 40
FOUND = (datetime.now(UTC) - timedelta(days=30)).isoformat()
PROOF = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}
DECIDED = ("dog", "stay", "number", "hold", "broken_hold", "kennel", "tag", "journal", "answered")
PLACED = "(select dog_id, stay_id, behind, listed_at, reserved_for, open_reclaims, gone from placement)"
STREAMS = [f"qingcheng:{service}" for service in SERVICES]


class City:
    """A running system, a member of staff in it, and its stores."""

    def __init__(self, url: str, data: Path) -> None:
        self.url, self.data = url, data
        self.staff = Client(url).log_in("admin", PASSWORD)
        self.redis = redis.Redis.from_url(EmbeddedRedis(Settings(data=data)).url)

    def rows(self, service: str, *tables: str) -> list[Any]:
        engine = sa.create_engine(f"sqlite:///{self.data}/{service}.db", poolclass=sa.NullPool)
        with engine.connect() as connection:
            return [
                sorted(
                    (tuple(map(plain, row)) for row in connection.execute(sa.text(f"select * from {table}"))),
                    key=str,
                )
                for table in tables
            ]

    def settle(self) -> None:
        """Returns when every service has heard everything, and nobody has said more because of it."""
        hear = {"registry": (0,), "adoption": (0, 1), "notify": (0, 1, 2), "intake": (2,)}
        pairs = [(group, STREAMS[n]) for group, streams in hear.items() for n in streams]
        said: list[int] = []
        while said != (said := [len(self.rows(service, "journal")[0]) for service in SERVICES]):
            until(lambda: all(map(self._is_published, SERVICES)))
            until(lambda: all(self._is_heard(group, stream) for group, stream in pairs))

    def _is_published(self, service: str) -> bool:
        [journalled] = self.rows(service, "journal")
        entries: Any = self.redis.xrange(f"qingcheng:{service}")
        return {row[1] for row in journalled} <= {int(fields[b"sequence"]) for _, fields in entries}

    def _is_heard(self, group: str, stream: str) -> bool:
        found = [g for g in self.redis.xinfo_groups(stream) if g["name"] == group.encode()]
        return bool(found) and found[0]["lag"] == 0 and found[0]["pending"] == 0

    def replay(self, service: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "services", "events", "replay", "--service", service,
             "--url", self.url, *options],
            env=os.environ | {"QINGCHENG_TOKEN": self.staff.token, "COLUMNS": "120"},
            capture_output=True, text=True, timeout=120,
        )  # fmt: skip


def plain(kept: Any) -> Any:
    """JSON whichever of its fields was written first."""
    return json.loads(kept) if isinstance(kept, str) and kept.startswith("{") else kept


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    data = tmp_path_factory.mktemp("replay")
    with running_system(data, QINGCHENG_CLAIM_AFTER_MS="500") as url:
        city = City(url, data)
        live(city)
        yield city


def live(city: City) -> None:
    """Forty dogs; some are vaccinated, some get another tag's worth of news, one dies."""
    for n in range(DOGS):
        dog = city.staff.post(
            "/intake/v1/dogs",
            {"custody_basis": "STRAY", "found_at": {"text": f"第{n}号巷", "division": "150102"},
             "found_time": FOUND, "sex": "male", "breed": "RURAL", "colour": "YWW", "size": "M"},
        )  # fmt: skip
        if n % 4 == 0:
            until(lambda dog_id=dog["dog_id"]: vaccinated(city, dog_id))
    city.settle()


def vaccinated(city: City, dog_id: str) -> Any:
    try:
        return city.staff.post(
            f"/registry/v1/dogs/{dog_id}/vaccinations",
            {"product": "狂犬病灭活疫苗", "manufacturer": "内蒙古某厂", "batch_no": "20260701",
             "given_at": FOUND, "valid_until": "2027-10-01", "vet_licence": "A011501020001"},
        )  # fmt: skip
    except Refusal:
        return None  # the registry has not heard of it yet


def test_the_registry_is_rebuilt_from_journals_alone(city: City) -> None:
    before = city.rows("registry", "dog", "tag", "vaccination")
    events = city.staff.get("/notify/v1/counts")["events"]
    city.redis.delete(*STREAMS)

    done = city.replay("registry", "--from", "0")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "重放 replay" in done.stdout
    city.settle()
    assert len(before[0]) == DOGS
    assert city.rows("registry", "dog", "tag", "vaccination") == before
    assert city.staff.get("/notify/v1/counts")["events"] == events


def test_intake_hears_adoption_again_and_decides_nothing_again(city: City) -> None:
    """One dog is given to the wrong one and taken back, another goes home; a third is claimed."""
    dogs = [dog[0] for dog in city.rows("intake", "dog")[0][:3]]
    claims = [until(lambda dog=dog: claimed(city, dog)) for dog in dogs]
    given = [city.staff.post(f"/adoption/v1/reclaims/{claim}/handover", PROOF) for claim in claims[:2]]
    city.staff.post(f"/adoption/v1/handovers/{given[0]['handover_id']}/undo", {"reason": "认错人"})
    city.settle()
    before = city.rows("intake", *DECIDED, "told")
    city.redis.delete(*STREAMS)

    done = city.replay("intake", "--from", "0")

    assert done.returncode == 0, done.stdout + done.stderr
    city.settle()
    assert len(before[-1]) >= 2
    assert city.rows("intake", *DECIDED, "told") == before


def claimed(city: City, dog_id: str) -> Any:
    owner = {"name": "赵丽", "phone": "13987654321"}
    try:
        claim = city.staff.post(f"/adoption/v1/dogs/{dog_id}/reclaims", owner)["reclaim_id"]
    except Refusal:
        return None  # adoption has not heard of it yet
    city.staff.post(f"/adoption/v1/reclaims/{claim}/acceptance", {})
    return claim


def test_what_messages_say_about_dogs_is_rebuilt_and_the_feed_stays_as_it_is(city: City) -> None:
    before = city.rows("notify", "dog", "feed", "message")

    done = city.replay("notify", "--why", "试一试")

    assert done.returncode == 0, done.stdout + done.stderr
    city.settle()
    assert city.rows("notify", "dog", "feed", "message") == before


def test_what_is_lost_in_between_is_heard_again(city: City) -> None:
    before = city.rows("registry", "dog")
    city.settle()

    done = city.replay("registry", "--from", str(DOGS))

    assert done.returncode == 0, done.stdout + done.stderr
    city.settle()
    assert city.rows("registry", "dog") == before


def test_what_adoption_heard_is_rebuilt_and_nothing_is_decided_again(city: City) -> None:
    before = city.rows("adoption", "dog", PLACED, "journal")

    done = city.replay("adoption", "--from", "0")

    assert done.returncode == 0, done.stdout + done.stderr
    city.settle()
    assert len(before[0]) == DOGS and len(before[2]) > 0
    assert city.rows("adoption", "dog", PLACED, "journal") == before


def test_nothing_is_forgotten_that_nobody_is_asked_to_say_again(city: City) -> None:
    before = city.rows("adoption", "dog")
    nobody: dict[str, Any] = {}
    stranger = {"nosuch": {"count": 1, "last": 1}}

    for publishers in (nobody, stranger):
        with pytest.raises(Refusal, match="intake"):
            city.staff.post("/adoption/v1/replay", {"publishers": publishers, "why": "试一试"})

    assert city.rows("adoption", "dog") == before


def test_who_asked_for_it_and_why_is_recorded(city: City) -> None:
    city.replay("registry", "--why", "投影有误")

    acts = city.staff.get("/registry/v1/interventions")["interventions"]
    assert (acts[0]["act"], acts[0]["who"], acts[0]["why"]) == ("replay", "admin", "投影有误")
    acts = city.staff.get("/intake/v1/interventions")["interventions"]
    assert (acts[0]["act"], acts[0]["why"]) == ("publish again", "registry: 投影有误")


# ---- a service that is added later -----------------------------------------------------------------------


class Table(SQLModel, registry=new_registry()):
    """What the newcomer keeps."""


class Seen(Table, table=True):
    dog_id: str = Field(primary_key=True)


newcomer = Ears("newcomer", projections=(Seen,))


@newcomer.on(DogIntaken)
def note(taken_in: DogIntaken, _heard: Envelope, work: Work) -> None:
    work.merge(Seen(dog_id=taken_in.dog_id))


async def make_tables(service: Service) -> None:
    rails.create_all(service.store.engine)
    Table.metadata.create_all(service.store.engine)


class Gateway(Client):
    """Sends the newcomer's requests to where it runs, as a gateway would."""

    def __init__(self, city: Client, newcomer_at: str) -> None:
        super().__init__(city.url, city.token)
        self.newcomer = Client(newcomer_at, city.token)

    def get(self, path: str, **query: Any) -> Any:
        return (
            self.newcomer.get(path, **query) if path.startswith("/newcomer/") else super().get(path, **query)
        )

    def post(self, path: str, body: Any) -> Any:
        return self.newcomer.post(path, body) if path.startswith("/newcomer/") else super().post(path, body)


def test_meanwhile_a_tag_that_is_not_there_yet_is_not_called_unknown(city: City) -> None:
    expected = {"publishers": {"intake": {"count": 1, "last": 10**9}}, "after": 10**8, "why": "还没说完"}
    city.staff.post("/registry/v1/replay", expected)

    with pytest.raises(Refusal, match="503"):
        Client(city.url).get("/t/0000000000AA")
    with pytest.raises(Refusal, match="503"):
        Client(city.url).get("/registry/health/ready")

    city.replay("registry")
    with pytest.raises(Refusal, match="404"):
        Client(city.url).get("/t/0000000000AA")


def test_a_replay_of_which_the_rest_is_dead_is_over_after_a_while(tmp_path: Path) -> None:
    where = Store(f"sqlite:///{tmp_path}/store.db")
    rails.create_all(where.engine)
    asked = replay.Replay(publishers={"intake": replay.Expected(count=2, last=2)}, why="为什么")
    with where.write() as work:
        intervene(work, "admin", asked.why, replay.REPLAY, asked.model_dump(exclude={"why"}))
    with where.read() as work:
        assert replay.Rebuild(newcomer).under_way(work)
    with where.write() as work:
        work.execute(sa.text("update interventions set at = '2026-01-01T00:00:00.000000Z'"))
        work.execute(
            sa.insert(inbox).values(
                event_id="1", source="/qingcheng/intake", sequence=1,
                received_at="2026-01-01T00:00:09.000000Z",
            )
        )  # fmt: skip
    with where.read() as work:
        assert not replay.Rebuild(newcomer).under_way(work)
    where.close()


def test_a_service_added_later_gets_all_history(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    models = ModuleType("services.newcomer.models")
    models.Table = Table  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "services.newcomer", ModuleType("services.newcomer"))
    monkeypatch.setitem(sys.modules, models.__name__, models)
    for stream in STREAMS:
        city.redis.xtrim(stream, maxlen=0)
    settings = Settings(data=city.data, redis_url=EmbeddedRedis(Settings(data=city.data)).url)
    app = compose("newcomer", settings, [Noun(ears=newcomer, prepare=make_tables)], title="newcomer")

    with serving(app) as client:
        until(lambda: client.get("/newcomer/health/ready").status == 200)
        assert city.rows("newcomer", "seen") == [[]]
        replaying.run(Gateway(city.staff, client.url), "newcomer", 0, "新服务上线")

        assert len(city.rows("newcomer", "seen")[0]) == DOGS
