"""Two replicas of every service on PostgreSQL: one relays, both work, and either may die at any moment."""

import contextlib
import random
import signal
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import redis
import sqlalchemy as sa

from shared.rail.lead import RELAY_LOCK
from shared.store import entry
from shared.tables import inbox, journal
from tests.composed import ears_of
from tests.intake.conftest import a_dog
from tests.processes import DOGS, NOBODY, Callers, Running, ask, signed_in
from tests.servers import Client, Postgres, RedisServer
from tests.system import SERVICES, until

TAKEN_OVER_WITHIN = 5.0  # seconds
SETTLES_WITHIN = 90.0
SEED = 20260713
PROOF = {"proof_seen": ["IDENTITY", "DOG_LICENCE"]}
OWNER = {"name": "赵丽", "phone": "13987654321"}


class Town:
    """The eight processes, their four databases and their Redis."""

    def __init__(self, urls: dict[str, str], redis_url: str, folder: Path) -> None:
        self.urls, self.redis = urls, redis.Redis.from_url(redis_url)
        where = {f"QINGCHENG_{service.upper()}_DATABASE_URL": url for service, url in urls.items()}
        where |= {"QINGCHENG_REDIS_URL": redis_url, "QINGCHENG_CLAIM_AFTER_MS": "2000"}
        self.replicas = {
            service: [Running(service, folder, folder / f"{service}-{n}.log", **where) for n in (1, 2)]
            for service in SERVICES
        }
        self.engines = {service: sa.create_engine(url) for service, url in urls.items()}
        self.token = ""

    @property
    def processes(self) -> list[Running]:
        return [one for replicas in self.replicas.values() for one in replicas]

    def doors(self, service: str) -> list[Client]:
        """The admin's way to both replicas."""
        return [one.client.signed_in(self.token) for one in self.replicas[service]]

    def until_ready(self) -> None:
        for one in self.processes:
            one.until_ready()

    def rows(self, service: str, query: str) -> list[Any]:
        with self.engines[service].connect() as connection:
            return list(connection.execute(sa.text(query)))

    def leads(self, one: Running) -> bool:
        return one.metric("qingcheng_relay_leader") == 1

    def leader(self, service: str) -> tuple[Running, Running]:
        """Who relays, and who does not."""
        both = self.replicas[service]
        first: Running = until(lambda: next((one for one in both if self.leads(one)), None))
        return first, next(one for one in both if one is not first)

    def streamed(self, service: str) -> list[int]:
        """Sequences as they stand in the stream, those published again left out."""
        entries: Any = self.redis.xrange(f"qingcheng:{service}")
        return list(dict.fromkeys(int(fields[b"sequence"]) for _, fields in entries))

    def journalled(self, service: str) -> int:
        query = f"select count(*) from journal where stream = 'qingcheng:{service}'"
        return int(self.rows(service, query)[0][0])

    def close(self) -> None:
        for one in self.processes:
            one.tell(signal.SIGCONT)
            one.end()
        for engine in self.engines.values():
            engine.dispose()


@pytest.fixture(scope="module")
def town(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """All eight are started at the same moment, on empty databases."""
    server = RedisServer()
    built = Town({s: postgres.database() for s in SERVICES}, server.url, tmp_path_factory.mktemp("town"))
    try:
        built.until_ready()
        built.token = signed_in(built.replicas["intake"][0].client).token
        yield built
    finally:
        built.close()
        server.close()
        for url in built.urls.values():
            postgres.drop(url)


def test_those_who_start_together_on_nothing_make_everything_once(town: Town) -> None:
    assert [row.username for row in town.rows("intake", "select username from staff")] == ["admin"]
    for service in SERVICES:
        assert len(town.rows(service, f"select * from alembic_{service}")) == 1
        assert sum(town.leads(one) for one in town.replicas[service]) == 1
    assert all(signed_in(one.client).token for one in town.replicas["intake"])


def test_a_key_sent_to_both_at_once_is_one_dog(town: Town) -> None:
    with ThreadPoolExecutor(8) as callers:
        for _ in range(10):
            key = str(uuid.uuid4())
            sent = [
                callers.submit(ask, door, "POST", DOGS, a_dog(), Idempotency_Key=key)
                for door in town.doors("intake") * 4
            ]
            answers = {(call.result().status, call.result().text) for call in sent}

            assert len(answers) == 1
            assert answers.pop()[0] == 201


def test_one_relays_and_both_work(town: Town) -> None:
    with Callers(*town.doors("intake")) as callers:
        callers.go_on(200)
        leading = [[town.leads(one) for one in town.replicas[service]] for service in SERVICES]

    books_agree(town, callers)
    assert [sorted(both) for both in leading] == [[False, True]] * len(SERVICES)
    for service in ("registry", "adoption", "notify"):
        shares = [one.metric("qingcheng_events_applied_total") for one in town.replicas[service]]
        print(f"\n  {service} applied: {shares}")
        assert min(shares) > 0


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_leader_that_ends_is_followed_within_seconds(town: Town, how: signal.Signals) -> None:
    for service in ("intake", "adoption"):
        leader, other = town.leader(service)
        begun = time.monotonic()
        leader.tell(how)
        until(lambda other=other: town.leads(other), seconds=TAKEN_OVER_WITHIN)  # type: ignore[misc]
        seconds = time.monotonic() - begun
        print(f"\n  {service}: {how.name}, taken over after {seconds:.2f} s")
        assert seconds < TAKEN_OVER_WITHIN
        leader.process.wait(30)
        leader.start()
        leader.until_ready()


def test_what_waits_when_a_leader_dies_is_published_by_the_next(town: Town) -> None:
    leader, other = town.leader("intake")
    with Callers(other.client.signed_in(town.token)) as callers:
        callers.go_on()
        leader.kill()
        begun = time.monotonic()
        callers.go_on(1)
        waiting = town.journalled("intake")
        until(lambda: len(town.streamed("intake")) >= waiting, seconds=TAKEN_OVER_WITHIN)
        print(f"\n  what was journalled meanwhile is in the stream after {time.monotonic() - begun:.2f} s")
        leader.start()
        leader.until_ready()

    assert set(callers.statuses) == {201}
    books_agree(town, callers)


def test_a_leader_that_stands_still_leads_until_its_session_is_dead(town: Town) -> None:
    leader, other = town.leader("intake")
    leader.tell(signal.SIGSTOP)
    try:
        with Callers(other.client.signed_in(town.token), at_once=2) as callers:
            callers.go_on()
            time.sleep(3)
            assert not town.leads(other)  # its lock is its own as long as its session lives
            waiting = town.journalled("intake")
            begun = time.monotonic()
            town.rows("intake", END_OF_THE_LEADERS_SESSION)
            until(lambda: town.leads(other), seconds=TAKEN_OVER_WITHIN)
            until(lambda: len(town.streamed("intake")) >= waiting, seconds=TAKEN_OVER_WITHIN)
            print(f"\n  session ended: taken over and caught up after {time.monotonic() - begun:.2f} s")
    finally:
        leader.tell(signal.SIGCONT)
    leader.until_ready()

    until(lambda: not town.leads(leader), seconds=TAKEN_OVER_WITHIN)  # it wakes believing that it leads
    assert town.leads(other)
    books_agree(town, callers)


END_OF_THE_LEADERS_SESSION = f"""
    select pg_terminate_backend(pid) from pg_locks join pg_database on pg_database.oid = pg_locks.database
    where datname = current_database() and locktype = 'advisory' and granted
      and (classid::bigint << 32) + objid::bigint = {RELAY_LOCK}
"""


def test_each_dogs_story_ends_alike_everywhere(town: Town) -> None:
    """Many quick changes of the same dogs, through doors of both replicas."""
    dogs = _known_dogs(town, 8)
    with ThreadPoolExecutor(len(dogs)) as owners:
        list(owners.map(lambda n: quarrel(town, dogs[n], rounds=6, goes_home=n % 2 == 0), range(len(dogs))))

    books_agree(town)
    ends = Counter(row.status for row in town.rows("registry", _of_these("select status from dog", dogs)))
    assert ends == {"RECLAIMED": 4, "HOLDING": 4}


def test_one_of_each_is_killed_in_turn_under_load(town: Town) -> None:
    print(f"\n  seed {SEED}")
    chance, dogs = random.Random(SEED), _known_dogs(town, 4)
    callers = Callers(*town.doors("intake"), at_once=2, pause=0.1)
    with callers, ThreadPoolExecutor(len(dogs)) as owners:
        quarrels = [owners.submit(quarrel, town, dog, 12, n % 2 == 0) for n, dog in enumerate(dogs)]
        for service in SERVICES:
            one = chance.choice(town.replicas[service])
            one.kill()
            time.sleep(chance.uniform(0.5, 2))
            one.start()
            one.until_ready()
        for each in quarrels:
            each.result()

    print(f"  {dict(callers.statuses)}")
    assert set(callers.statuses) <= {201, 503, NOBODY.status}
    books_agree(town, callers)


# ---- the people ----------------------------------------------------------------------------------------


def insist(town: Town, service: str, path: str, body: Any) -> dict[str, Any]:
    """What anybody should do: the same key again, at whichever replica, until there is an answer."""
    key = str(uuid.uuid4())

    def answered() -> Any:
        answer = ask(random.choice(town.doors(service)), "POST", path, body, Idempotency_Key=key)
        assert answer.status in (201, 404, 503, NOBODY.status), answer.text
        return answer.status == 201 and answer.json()

    return dict(until(answered, lambda: f"no answer at {path}", 60))


def quarrel(town: Town, dog_id: str, rounds: int, goes_home: bool) -> None:
    """Somebody claims a dog, is refused, claims it again; in the end the dog goes home, or waits on."""
    for n in range(rounds):
        claim = insist(town, "adoption", f"/adoption/v1/dogs/{dog_id}/reclaims", OWNER)["reclaim_id"]
        insist(town, "adoption", f"/adoption/v1/reclaims/{claim}/acceptance", {})
        if goes_home and n == rounds - 1:
            insist(town, "adoption", f"/adoption/v1/reclaims/{claim}/handover", PROOF)
        else:
            insist(town, "adoption", f"/adoption/v1/reclaims/{claim}/refusal", {"reason": "不是本人"})


def _known_dogs(town: Town, how_many: int) -> list[str]:
    """New dogs that adoption has heard of."""
    dogs = [str(insist(town, "intake", DOGS, a_dog())["dog_id"]) for _ in range(how_many)]
    until(lambda: len(town.rows("adoption", _of_these("select dog_id from dog", dogs))) == how_many)
    return dogs


def _of_these(query: str, dogs: list[str]) -> str:
    return f"{query} where dog_id in ({', '.join(repr(dog) for dog in dogs)})"


# ---- what must hold in the end -------------------------------------------------------------------------


def books_agree(town: Town, callers: Callers | None = None) -> None:
    """Nothing lost, nothing twice: journals, streams, inboxes, and what each service makes of them."""
    if callers:
        by_key = callers.send_again(town.doors("intake")[0])
        assert len(set(by_key.values())) == len(by_key)
        known = {row.id for row in town.rows("intake", "select id from dog")}
        assert set(by_key.values()) <= known
    for service in SERVICES:
        until(
            lambda service=service: _has_heard_everything(town, service),  # type: ignore[misc]
            lambda service=service: _behind(town, service),
            SETTLES_WITHIN,
        )  # type: ignore[misc]
    for service in SERVICES:
        assert town.streamed(service) == list(range(1, town.journalled(service) + 1))
        assert town.redis.xlen(f"qingcheng:dead:{service}") == 0
    _the_stories_agree(town)


def _concern(town: Town, service: str) -> set[str]:
    """Ids of the journalled events, of whichever service, that this one listens to."""
    ears, found = ears_of(service), set()
    for publisher in SERVICES:
        with town.engines[publisher].connect() as connection:
            for row in connection.execute(sa.select(journal).where(journal.c.stream.in_(ears.streams))):
                if ears.hears(entry(row, ""), row.stream):
                    found.add(row.id)
    return found


def _heard(town: Town, service: str) -> set[str]:
    with town.engines[service].connect() as connection:
        return set(connection.scalars(sa.select(inbox.c.event_id)))


def _has_heard_everything(town: Town, service: str) -> bool:
    unfinished = 0
    with contextlib.suppress(redis.ResponseError):
        unfinished = sum(
            town.redis.xpending(stream, service)["pending"] for stream in ears_of(service).streams
        )
    return not unfinished and _heard(town, service) == _concern(town, service)


def _behind(town: Town, service: str) -> str:
    concern, heard = _concern(town, service), _heard(town, service)
    return f"{service}: {len(concern - heard)} not heard, {len(heard - concern)} heard of nowhere"


def _the_stories_agree(town: Town) -> None:
    stays = town.rows("intake", "select dog_id, coalesce(outcome, status) as status from stay")
    assert {tuple(row) for row in town.rows("registry", "select dog_id, status from dog")} == {
        tuple(row) for row in stays
    }
    worn = town.rows("intake", "select code, dog_id, status = 'ACTIVE' as active from tag")
    assert {tuple(row) for row in town.rows("registry", "select code, dog_id, active from tag")} == {
        tuple(row) for row in worn
    }
    assert not town.rows(
        "adoption",
        "select dog_id from placement where open_reclaims <> "
        "(select count(*) from reclaim r where r.dog_id = placement.dog_id and r.status = 'PLAUSIBLE')",
    )
    assert not town.rows(
        "intake",
        "select code from kennel where occupied <> "
        "(select count(*) from stay where stay.kennel = kennel.code)",
    )
