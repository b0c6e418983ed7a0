"""The package `qingcheng-events` installed alone, as somebody else would, and used with what others use."""

import json
import subprocess
from pathlib import Path

import redis

from shared.events import BY_TYPE
from shared.promises import example_of


def run(home: Path, program: str, *told: str) -> str:
    done = subprocess.run(
        [home / "bin/python", "-I", "-W", "error", "-c", program, *told],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_reads_every_event_whole_and_as_the_public_sees_it(alone: Path) -> None:
    whole = [example_of(event) for event in BY_TYPE.values()]
    seen = [example_of(event, "public") for event in BY_TYPE.values() if event.public]
    said = run(alone, READS_ALL, json.dumps([*whole, *seen]))

    assert said.split() == [e["type"] for e in whole] + [f"public:{e['type']}" for e in seen]


READS_ALL = """
import json, sys
import qingcheng_events as q
for event in json.loads(sys.argv[1]):
    read = q.from_cloudevent(event)
    view = q.public if read.is_public else q
    assert type(read.data) is getattr(view, type(read.data).__name__)
    told = {name: value for name, value in read.data.model_dump(mode="json").items() if name in event["data"]}
    assert told == event["data"], (told, event["data"])
    if not read.is_public:
        fields = {name: value if name != "data" else json.dumps(value) for name, value in event.items()}
        assert q.parse(fields) == read
        assert q.parse({name.encode(): value.encode() for name, value in fields.items()}) == read
    print("public:" * read.is_public + read.type)
"""


def test_it_brings_nothing_but_pydantic(alone: Path) -> None:
    said = run(alone, "from importlib.metadata import requires; print(*requires('qingcheng-events'))")

    assert said.split(">=")[0] == "pydantic"


def test_it_says_what_its_classes_and_their_fields_mean(alone: Path) -> None:
    said = run(alone, "import qingcheng_events as q; print(q.DogIntaken.__doc__, q.DogIntaken.type)")

    assert "The dog is in our care" in said and "cn.qingcheng.dog.intaken.v1" in said


def test_what_it_does_not_know_is_no_error_and_what_cannot_be_read_is(alone: Path) -> None:
    example = example_of(BY_TYPE["cn.qingcheng.dog.intaken.v1"])
    run(alone, OF_TOMORROW, json.dumps(example))


OF_TOMORROW = """
import json, sys
from qingcheng_events import DogIntaken, Unknown, Unreadable, from_cloudevent, parse
event = json.loads(sys.argv[1])
later = from_cloudevent(event | {"type": "cn.qingcheng.dog.intaken.v2", "data": {"dog": 7}})
assert later.data == Unknown("cn.qingcheng.dog.intaken.v2", {"dog": 7})
data = event["data"] | {"size": "XXL", "wings": 2}
grown = from_cloudevent(event | {"data": data, "sequence": "00000000000000000042"})
assert isinstance(grown.data, DogIntaken) and grown.data.size == "XXL" and grown.sequence == 42
assert not hasattr(grown.data, "wings")
without = {name: value for name, value in event.items() if name != "sequence"}
assert from_cloudevent(without).sequence is None
fields = event | {"data": json.dumps(event["data"])}
for wrong in ({b"id": b"\\xff"}, {}, fields | {"data": "{"}, fields | {"data": "{}"},
              fields | {"specversion": "2.0"}, fields | {"time": "soon"}, fields | {"data": "[]"},
              fields | {"sequence": "many"}):
    try:
        parse(wrong)
    except Unreadable:
        continue
    raise SystemExit(f"read: {wrong}")
"""


def test_it_reads_what_redis_py_gives(furnished: Path, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as wire:
        for event in BY_TYPE.values():
            example = example_of(event)
            wire.xadd("qingcheng:intake", example | {"data": json.dumps(example["data"])})
    said = run(furnished, FROM_REDIS, redis_url)

    assert said.split() == list(BY_TYPE) * 2


FROM_REDIS = """
import sys
import qingcheng_events, redis
for decode in (True, False):
    with redis.Redis.from_url(sys.argv[1], decode_responses=decode) as wire:
        for _, fields in wire.xrange("qingcheng:intake"):
            print(qingcheng_events.parse(fields).data.type)
"""


def test_it_reads_what_the_cloudevents_sdk_gives(furnished: Path) -> None:
    events = [example_of(event) for event in BY_TYPE.values()]
    said = run(furnished, FROM_THE_SDK, json.dumps(events))

    assert said.split() == list(BY_TYPE)


FROM_THE_SDK = """
import json, sys
import qingcheng_events
from cloudevents.core.formats.json import JSONFormat
for event in json.loads(sys.argv[1]):
    theirs = JSONFormat().read(None, json.dumps(event))
    ours = qingcheng_events.from_cloudevent({**theirs.get_attributes(), "data": theirs.get_data()})
    assert ours == qingcheng_events.from_cloudevent(event)
    print(ours.data.type)
"""
