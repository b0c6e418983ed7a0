"""`python -m tests.chaos`: nothing lost, nothing twice, under fire.

Every service is a process of its own, with a Redis and SQLite files (or a PostgreSQL, with replicas). Eight
clients and three phones post while a monkey commits one fault after another (`faults.py`, from a seed). Then
everything is up again, it waits until there is no backlog, and reads stores, journals and streams
(`checks.py`). It ends with a table, and with 1 where any check found something wrong.

What catches the broken builds (`service.py`), each in 30 s with the faults that it is about:
  no-inbox        flush-redis               events_are_applied_once; in notify, whose feed refuses an event
                                            twice, dead_letters_are_the_poison
  ack-first       kill-service,lock-store   what_is_journalled_is_applied, projections_say_what_…
  publish-first   kill-service,fill-disk    nothing_is_published_that_is_not_journalled, nothing_is_applied_…
  raw-errors      raising-command           faults_can_be_committed_and_undone
"""

import argparse
import contextlib
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.chaos import backlog, checks, idle, report
from tests.chaos.clients import Clients
from tests.chaos.faults import FAULTS
from tests.chaos.monkey import Monkey, make_whole
from tests.chaos.phones import Phone
from tests.chaos.seen import Seen, look, settle
from tests.chaos.servers import NoServer, PostgresStores, SqliteStores, redis_server
from tests.chaos.service import BROKEN
from tests.chaos.town import Town, end_on_sigterm

ALL_FAULTS = ",".join(FAULTS)
Given = argparse.Namespace


def parse(words: list[str] | None) -> Given:
    plain = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m tests.chaos", description=__doc__, formatter_class=plain)
    option = parser.add_argument
    option("--seconds", type=float, default=120.0, help="how long the faults last")
    option("--seed", type=int, default=os.environ.get("CHAOS_SEED") or random.randrange(1_000_000))
    option("--store", choices=["sqlite", "postgresql"], default="sqlite")
    option("--redis", metavar="PATH|docker:IMAGE", help="which Redis; else as in the tests")
    option("--replicas", type=int, help="processes of each service; 2 on PostgreSQL")
    option("--faults", default=ALL_FAULTS, help="only these, with commas")
    option("--settle", type=float, default=120.0, help="seconds after which it has not settled")
    option("--broken", choices=BROKEN, help="a build that must make it go red")
    option("--backlog", type=int, nargs="?", const=200_000, help="a long queue instead of faults")
    option("--idle", action="store_true", help="CPU while Redis is away, instead of faults")
    given = parser.parse_args(words)
    given.replicas = given.replicas or (2 if given.store == "postgresql" else 1)
    if given.store == "sqlite" and given.replicas > 1:
        parser.error("a SQLite store has one process; replicas need --store postgresql")
    if given.backlog and given.backlog < 20_000:
        parser.error("--backlog takes 20000 or more: some must still wait when the slow one has ended")
    if unknown := set(given.faults.split(",")) - set(FAULTS):
        parser.error(f"no such fault: {', '.join(unknown)}; there are {ALL_FAULTS}")
    return given


@contextlib.contextmanager
def town_of(given: Given, folder: Path) -> Iterator[Town]:
    """Everything up and ready; everything ended when left."""
    with contextlib.ExitStack() as closing:
        stores = PostgresStores() if given.store == "postgresql" else SqliteStores(folder)
        closing.callback(stores.close)
        server = redis_server(given.redis)
        closing.callback(server.close)
        town = Town(folder, server, stores, given.replicas, given.broken)
        closing.callback(town.close)
        town.open()
        yield town


def run(given: Given, folder: Path) -> bool:
    """One run. Whether every check is content."""
    with town_of(given, folder) as town:
        clients, monkey = Clients(town, given.seed), Monkey(town, given.seed, given.faults.split(","))
        for number in range(len(town.behind)):
            clients.also(f"phone {number}", Phone(clients, number).work)
        with clients.at_work():
            monkey.rage(given.seconds)
        seen = afterwards(town, clients, monkey, given.settle)
        found = checks.violations(seen)
        report.show(seen, found)
    return not any(found.values())


def afterwards(town: Town, clients: Clients, monkey: Monkey, patience: float) -> Seen:
    """Waits until all is carried and heard, ends every service, and looks."""
    make_whole(town)
    settled = settle(town, patience)
    town.give_time_to_be_ready()
    not_ready = town.not_ready()
    town.close()
    return look(town, clients.told, monkey, settled, not_ready)


def measure(given: Given, folder: Path) -> bool:
    if given.backlog:
        return backlog.measure(folder, given.backlog)
    return idle.measure(folder, given.redis) if given.idle else run(given, folder)


def said(given: Given) -> str:
    """How to run this very one again."""
    words = {name: value for name, value in vars(given).items() if value and value != ALL_FAULTS}
    return " ".join(f"--{name}" if value is True else f"--{name} {value}" for name, value in words.items())


def main(words: list[str] | None = None) -> int:
    given = parse(words)
    end_on_sigterm()
    folder = Path(tempfile.mkdtemp(prefix="qc-chaos-"))
    print(f"\nchaos {said(given)}", flush=True)
    fine = False
    try:
        fine = measure(given, folder)
    except NoServer as reason:
        print(f"  left out: {reason}", flush=True)
        fine = True
    finally:
        if fine:
            shutil.rmtree(folder, ignore_errors=True)
        else:
            print(f"RED  logs and stores: {folder}", flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
