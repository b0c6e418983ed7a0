"""References of the old kind, which held a whole row with a person in it, through the whole house and out."""

import contextlib
import json
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from services.intake.arrivals.routes import admit
from services.intake.arrivals.rules import NewDog
from services.intake.imports import formats
from shared import clock, keys
from shared.client import Client
from shared.embedded import EmbeddedRedis
from shared.references import Seal, may_be_told
from shared.settings import Settings
from shared.store import Store
from tests.intake.conftest import a_dog
from tests.system import PASSWORD, running_system, until

CANARY = "张三金丝雀 13812345678 11010519491231002X"
TRACES = ("金丝雀", "13812345678", "11010519491231002X")
COLUMNS = "found_text,division,found_time,colour,notes\n"
ROW = f"东街,150105,2026-05-01T08:00:00+08:00,YW,送犬人{CANARY}\n"
OLD = f"row:{sorted({'found_text': '东街', 'division': '150105', 'found_time': '2026-05-01T08:00:00+08:00', 'colour': 'YW', 'notes': f'送犬人{CANARY}'}.items())}"  # noqa: E501
PHONE = "csv:13812345678"
SEARCH = ("intake.found_by", "intake.found_by_words")  # intake alone finds a dog by where it was found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    data = tmp_path_factory.mktemp("house")
    with running_system(data) as url:
        yield url, data


def wire(data: Path) -> Any:
    return redis.Redis.from_url(EmbeddedRedis(Settings(data=data)).url)


def as_before(data: Path, *refs: str) -> list[str]:
    """Dogs as they were taken in before: the running house relays and hears of them."""
    store = Store(f"sqlite:///{data}/intake.db")
    with store.write() as work:
        dogs = [admit(NewDog.model_validate(a_dog()), "wang", clock.now(), work, ref).dog_id for ref in refs]
    store.close()
    return dogs


def feed_as_before(data: Path, refs: dict[str, str]) -> None:
    """The feed as it was kept when it still kept everything."""
    with contextlib.closing(sqlite3.connect(data / "notify.db", timeout=30)) as db, db:
        for dog, ref in refs.items():
            this = "type LIKE '%dog.intaken%' AND subject = ?"
            ((told,),) = db.execute(f"SELECT data FROM feed WHERE {this}", (dog,)).fetchall()
            data_then = json.dumps(json.loads(told) | {"external_ref": ref}, ensure_ascii=False)
            db.execute(f"UPDATE feed SET data = ? WHERE {this}", (data_then, dog))


def command(url: str, token: str, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "services", *more, "--url", url], capture_output=True, text=True, timeout=200,
        env={"QINGCHENG_TOKEN": token, "PATH": "", "COLUMNS": "200"},
    )  # fmt: skip


def traces(data: Path, url: str, token: str, but: tuple[str, ...] = ()) -> list[str]:
    """Where a trace of the person is left: every row of every store, every key of Redis, feed and log."""
    found = [
        f"{file.name}.{table}"
        for file in sorted(data.glob("*.db"))
        for table, text in rows_of(file)
        if f"{file.stem}.{table}" not in but and any(trace in text for trace in TRACES)
    ]
    with wire(data) as client:
        for key in client.scan_iter("*"):
            if client.type(key) == b"stream" and any(t in str(_plain(client.xrange(key))) for t in TRACES):
                found.append(key.decode())
    for who in ("", token):
        events = "".join(Client(url, who).events(follow=False))
        found += ["feed"] if any(trace in events for trace in TRACES) else []
    log = (data / "log").read_text(encoding="utf-8", errors="replace")
    return found + (["log"] if any(trace in log for trace in TRACES) else [])


def _plain(entries: Any) -> Any:
    return [{name.decode(): text.decode() for name, text in fields.items()} for _, fields in entries]


def rows_of(file: Path) -> Iterator[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in db.execute(f'SELECT * FROM "{table}"'):
                yield (
                    table,
                    " ".join(
                        cell.decode(errors="replace") if isinstance(cell, bytes) else str(cell)
                        for cell in row
                    ),
                )


def heard(client: Client, dogs: list[str]) -> bool:
    """Whether everybody has heard of these dogs."""
    told = {json.loads(line)["subject"] for line in client.events(type="DogIntaken", follow=False)}
    known = client.get("/registry/v1/counts")["dogs"], client.get("/adoption/v1/counts")["dogs"]
    return set(dogs) <= told and min(known) >= len(dogs)


def test_what_old_references_told_is_taken_out_of_the_whole_house(house: tuple[str, Path]) -> None:
    url, data = house
    client = Client(url).log_in("admin", PASSWORD)
    dogs = as_before(data, OLD, PHONE, "csv:A1", "row:(torn")
    until(lambda: heard(client, dogs))
    feed_as_before(data, {dogs[0]: OLD, dogs[1]: PHONE})
    with wire(data) as streams:
        ((_, fields),) = [e for e in streams.xrange("qingcheng:intake") if OLD.encode()[:9] in e[1][b"data"]]
        streams.xadd(
            "qingcheng:dead:adoption",
            fields | {"dead_error": "KeyError: 1", "dead_stream": "qingcheng:intake"},
        )
        sequences = {f[b"sequence"] for _, f in streams.xrange("qingcheng:intake")}
    before = traces(data, url, client.token)
    assert {"intake.db.dog", "adoption.db.dog", "registry.db.dog", "notify.db.feed", "feed"} <= set(before)

    done = command(url, client.token, "imports", "mend", "--why", "旧编号含个人信息")

    assert done.returncode == 0, done.stderr
    assert "intake: 3 只犬 dogs, 3 条日志 journal entries, 3 条流 stream entries" in done.stdout
    assert "adoption: 1 封死信已丢弃" in done.stdout
    assert traces(data, url, client.token) == []
    with wire(data) as streams:
        assert sequences <= {fields[b"sequence"] for _, fields in streams.xrange("qingcheng:intake")}
    acts = client.get("/intake/v1/interventions")["interventions"]
    assert ("admin", "旧编号含个人信息") in {
        (a["who"], a["why"]) for a in acts if a["act"] == "mend references"
    }
    refs = [client.get(f"/adoption/v1/dogs/{dog}")["external_ref"] for dog in dogs]
    assert refs[2] == "csv:A1" and all(may_be_told(ref) for ref in refs) and len(set(refs)) == 4

    again = command(url, client.token, "imports", "mend", "--why", "再查一次")
    assert "Nothing had to be mended" in again.stdout
    assert client.get("/intake/v1/interventions")["interventions"] == acts

    for _ in range(2):  # the file of then is known again
        looked = client.upload("/intake/v1/imports/previews", (COLUMNS + ROW).encode())
        assert (looked["dogs"], looked["known"]) == (1, 1)


def test_a_copy_that_comes_late_stays_out_of_the_feed(house: tuple[str, Path]) -> None:
    url, data = house
    client = Client(url).log_in("admin", PASSWORD)
    (dog,) = as_before(data, OLD.replace("东街", "西街"))
    until(lambda: heard(client, [dog]))

    assert not [line for line in client.events(type="DogIntaken", follow=False) if "金丝雀" in line]
    command(url, client.token, "imports", "mend", "--why", "旧编号含个人信息")


def test_nothing_of_a_row_but_what_a_dog_is_goes_anywhere(house: tuple[str, Path]) -> None:
    """A person in every cell that is nobody's business: only intake's own tables keep what was brought."""
    url, data = house
    client = Client(url).log_in("admin", PASSWORD)
    header = "found_text,division,found_time,colour,breed,name,notes,送犬人,电话\n"
    good = f"{CANARY},150105,2026-05-02 08:00,YW,RURAL,阿黄,{CANARY},{CANARY},{CANARY}\n"
    wrong = "".join(
        f"{CANARY},150105,{at},{colour},{breed},{name},{CANARY},{CANARY},{CANARY}\n"
        for at, colour, breed, name in (
            (CANARY, "YW", "RURAL", "a"), ("2026-05-02 08:00", CANARY, "RURAL", "a"),
            ("2026-05-02 08:00", "YW", CANARY, "a"), ("2026-05-02 08:00", "YW", "RURAL", CANARY),
        )
    )  # fmt: skip

    looked = client.upload("/intake/v1/imports/previews", (header + good + wrong).encode())
    client.post(f"/intake/v1/imports/{looked['import_id']}/begin", {})
    state = until(
        lambda: (s := client.get(f"/intake/v1/imports/{looked['import_id']}"))["status"] == "finished" and s
    )
    assert (state["taken_in"], len(state["refused"])) == (1, 4)
    assert not any(trace in json.dumps([looked, state], ensure_ascii=False) for trace in TRACES)
    last = client.get("/intake/v1/dogs", limit=1)["dogs"][0]
    until(lambda: heard(client, [last["dog_id"]]))

    assert traces(data, url, client.token, ("intake.import", "intake.stay", *SEARCH)) == []


def test_the_seal_of_then_is_the_seal_of_now(tmp_path: Path) -> None:
    from services.intake.imports.mending import replacement

    seal = Seal(keys.keep(tmp_path / "k", b"k" * 32))
    (record,) = formats.read(COLUMNS + ROW, seal).records

    assert replacement(OLD, seal) == record.ref
    assert may_be_told(replacement("row:(torn", seal)) and may_be_told(replacement(PHONE, seal))
