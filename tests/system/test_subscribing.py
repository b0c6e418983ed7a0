"""A stranger with nothing but redis-py follows everything. The programs of docs have tests of their own."""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import redis
from jsonschema import Draft202012Validator

from services.intake import app as intake
from shared import auth
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.servers import Client

ROOT = Path(__file__).parents[2]
DOGS = 12
STREAMS = [f"qingcheng:{name}{few}" for name in ("intake", "registry", "adoption", "notify")
           for few in ("", ":restricted")]  # fmt: skip


# ---- the subscriber: it knows Redis and the JSON Schemas, and nothing of our code ---------------------


def follow_all(client: Any, quiet_for: float = 1.0) -> dict[str, list[dict[str, str]]]:
    """Every event of every stream, read from a cursor of our own until it is quiet."""
    cursor = dict.fromkeys(STREAMS, "0")
    events: dict[str, list[dict[str, str]]] = defaultdict(list)
    while answer := client.xread(cursor, count=200, block=int(quiet_for * 1000)):
        for stream, entries in answer.items() if isinstance(answer, dict) else answer:
            for entry, event in entries[0] if entries and isinstance(entries[0], list) else entries:
                cursor[stream] = entry
                events[stream].append(event)
    return events


def wrong_with(events: Mapping[str, Sequence[dict[str, str]]], contract: Path) -> list[str]:
    """What a subscriber could complain of: holes, one id for two events, data against the contract."""
    wrong = []
    numbered: dict[str, tuple[str, str]] = {}
    for stream, told in events.items():
        numbers = {int(event["sequence"]) for event in told}
        if numbers != set(range(1, len(numbers) + 1)):
            wrong.append(f"{stream} has holes: {sorted(numbers)}")
        for event in told:
            if numbered.setdefault(event["id"], (stream, event["sequence"])) != (stream, event["sequence"]):
                wrong.append(f"{event['id']} names two events")
            schema = json.loads((contract / event["dataschema"].rpartition("/")[2]).read_text("utf-8"))
            data = json.loads(event["data"])
            wrong += [
                f"{event['type']}: {error.message}"
                for error in Draft202012Validator(schema).iter_errors(data)
            ]
    if len(numbered) != sum(len({event["sequence"] for event in told}) for told in events.values()):
        wrong.append("two ids name one event")
    return wrong


# ---- the system that it follows -----------------------------------------------------------------------


@pytest.fixture
def settings(redis_url: str, tmp_path: Path) -> Settings:
    auth.make_keys(tmp_path / "keys")
    return Settings(data=tmp_path, redis_url=redis_url)


@pytest.fixture
def busy_intake(settings: Settings, serve: Callable[[Any], Client]) -> Client:
    """Intake, where dogs have just come in and one has bitten somebody."""
    token = auth.sign((settings.key_folder / "token.key").read_bytes(), "officer-1", ["officer"])
    client = serve(intake.app(settings)).signed_in(token)
    for i in range(DOGS):
        basis = "OBSERVATION" if i == 0 else "STRAY"
        answer = client.post("/intake/v1/dogs", a_dog(custody_basis=basis))
        assert answer.status == 201, answer.text
    return client


def test_a_stranger_misses_nothing_and_understands_all(busy_intake: Client, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        events = follow_all(client)
    types = [event["type"] for event in events["qingcheng:intake"]]

    assert wrong_with(events, ROOT / "shared/contract") == []
    assert types.count("cn.qingcheng.dog.intaken.v1") == DOGS
    assert types.count("cn.qingcheng.tag.issued.v1") == DOGS
    assert len(events["qingcheng:intake:restricted"]) == 1


def test_a_stranger_notices_what_is_wrong(busy_intake: Client, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url, decode_responses=True) as client:
        events = follow_all(client)
    told = events["qingcheng:intake"]
    contract = ROOT / "shared/contract"

    assert "holes" in wrong_with({"s": told[:2] + told[3:]}, contract)[0]
    assert "two events" in wrong_with({"s": [told[0], told[1] | {"id": told[0]["id"]}]}, contract)[0]
    assert "required" in wrong_with({"s": [told[0] | {"data": "{}"}]}, contract)[0]
    assert wrong_with({"s": [*told, *told]}, contract) == []
