"""A master is killed under load: nothing acknowledged is lost, and nobody restarts anything by hand."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared import auth
from shared.settings import Settings
from tests.processes import Callers, Running, signed_in
from tests.redis_fleet import Fleet, Server, cluster, sentinels
from tests.system import until

STREAM = "qingcheng:intake"
CLAIM_AFTER = "2000"  # milliseconds
SETTLES_WITHIN = 60.0  # seconds


class City:
    """Intake and the registry as processes on a fleet of Redis servers, and what their stores hold."""

    def __init__(self, fleet: Fleet, data: Path) -> None:
        self.fleet, self.data = fleet, data
        environment = {"QINGCHENG_REDIS_URL": fleet.url, "QINGCHENG_CLAIM_AFTER_MS": CLAIM_AFTER}
        self.services = [
            Running(name, data, data / f"{name}.log", **environment) for name in ("intake", "registry")
        ]
        self.intake, self.registry = self.services

    def wait(self) -> None:
        for service in self.services:
            until(service.is_ready, self.why_not, SETTLES_WITHIN)

    def why_not(self) -> str:
        logs = "\n".join(service.log.read_text()[-3000:] for service in self.services)
        missing = sorted(set(self.journalled()) - set(self.published()))
        return f"{len(missing)} events are not in the stream: {missing[:5]}…\n{logs}"

    def rows(self, service: str, query: str) -> list[Any]:
        engine = sa.create_engine(f"sqlite:///{self.data}/{service}.db")
        with engine.connect() as connection:
            return list(connection.execute(sa.text(query)))

    def journalled(self) -> list[int]:
        return [
            row.sequence
            for row in self.rows("intake", f"select sequence from journal where stream = '{STREAM}'")
        ]

    def published(self) -> list[int]:
        return [int(fields["sequence"]) for fields in self.fleet.entries(STREAM)]

    def settled(self) -> bool:
        arrived = self.rows("intake", "select count(*) as n from journal where type like '%dog.intaken%'")
        known = self.rows("registry", "select count(*) as n from dog where stay_no is not null")
        return arrived[0].n == known[0].n and set(self.published()) >= set(self.journalled())

    def told_twice(self) -> int:
        """How many more events intake has given to Redis than there are."""
        events = len(self.rows("intake", "select 1 from journal"))
        return int(self.intake.metric("qingcheng_events_published_total")) - events

    @property
    def kind(self) -> str:
        return self.fleet.url.partition(":")[0]

    def close(self) -> None:
        for service in self.services:
            service.kill()


@pytest.fixture(params=[sentinels, cluster], ids=["sentinel", "cluster"])
def city(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[City]:
    fleet_of: Any = request.param
    with ExitStack() as running:
        fleet: AbstractContextManager[Fleet] = fleet_of()
        found = City(running.enter_context(fleet), tmp_path)
        running.callback(found.close)
        found.wait()
        yield found


def test_a_master_killed_under_load_costs_nothing(city: City) -> None:
    """Its replicas lack the last events, as after every failover that comes before they were copied."""
    with Callers(signed_in(city.intake.client), at_once=4) as callers:
        callers.go_on(30)
        until(lambda: len(city.published()) > 30)
        master, killed = kill_behind_its_replicas(city.fleet, callers), time.monotonic()
        elected = until(lambda: city.fleet.holder(STREAM), seconds=40)
        outage = [time.monotonic() - killed]
        callers.go_on(30)
        so_far = len(city.journalled())
        until(lambda: max(city.published(), default=0) > so_far, city.why_not, SETTLES_WITHIN)
        outage.append(time.monotonic() - killed)
    over = time.monotonic()
    until(city.settled, city.why_not, SETTLES_WITHIN)

    told = {call.answer.json()["dog_id"] for call in callers.taken_in}
    known = [row.dog_id for row in city.rows("registry", "select dog_id from dog")]
    sequences, published = city.journalled(), city.published()
    print(
        f"\n{city.kind}: {len(told)} dogs, {len(sequences)} events; a new master after {outage[0]:.1f} s, "
        f"events flow after {outage[1]:.1f} s, settled {time.monotonic() - over:.1f} s after the last dog; "
        f"lost 0, told twice by intake {city.told_twice()}, "
        f"twice in the stream {len(published) - len(set(published))}"
    )
    assert elected is not master
    assert callers.statuses.keys() == {201}, "intake needs no Redis to take a dog in"
    assert told <= set(known)
    assert len(known) == len(set(known))
    assert sorted(set(published)) == list(range(1, len(sequences) + 1))
    assert city.told_twice() > 0, "nothing was missing at the new master, so nothing was shown"


def kill_behind_its_replicas(fleet: Fleet, callers: Callers) -> Server:
    """The replicas hear nothing of what happens last."""
    master, replicas = fleet.holder(STREAM), fleet.replicas()
    for replica in replicas:
        replica.tell(signal.SIGSTOP)
    master.client.client_kill_filter(_type="replica")
    callers.go_on(20)
    time.sleep(0.3)  # for the relay
    master.kill()
    for replica in replicas:
        replica.tell(signal.SIGCONT)
    return master


# ---- Redis is away ---------------------------------------------------------------------------------------


@pytest.fixture
def lone_redis() -> Iterator[Server]:
    server = Server('save ""')
    yield server
    server.close()


def make_read_only(redis: Server) -> None:
    redis.client.replicaof("127.0.0.1", "1")


FAULTS: dict[str, Callable[[Server], Any]] = {
    "killed": Server.kill,
    "hanging": lambda redis: redis.tell(signal.SIGSTOP),
    "read only": make_read_only,
    "without the right to read": lambda redis: redis.client.execute_command(
        "ACL SETUSER", "default", "-xreadgroup"
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_service_is_quiet_while_redis_is(fault: str, lone_redis: Server, tmp_path: Path) -> None:
    keys = Settings(data=tmp_path)
    auth.make_keys(keys.key_folder, keys.public_key_file)
    url = f"redis://127.0.0.1:{lone_redis.port}"
    registry = Running("registry", tmp_path, tmp_path / "log", QINGCHENG_REDIS_URL=url)
    try:
        until(registry.is_ready, registry.log.read_text, SETTLES_WITHIN)
        FAULTS[fault](lone_redis)
        time.sleep(1)
        used, begun = processor_time(registry), time.monotonic()
        time.sleep(8)
        share = (processor_time(registry) - used) / (time.monotonic() - begun)
        print(f"\n{fault}: {share:.1%} of a core")
    finally:
        registry.kill()

    assert share < 0.05


def processor_time(running: Running) -> float:
    """Seconds that a process has used."""
    stat = Path(f"/proc/{running.process.pid}/stat")
    if not stat.exists():
        pytest.skip("no /proc to read the processor time from")
    after_the_name = stat.read_text().rpartition(")")[2].split()
    return sum(map(int, after_the_name[11:13])) / os.sysconf("SC_CLK_TCK")
