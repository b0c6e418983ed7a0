"""The streams, asked about from outside: who fell behind is told, and what is missing is in the feed."""

from typing import Any

from shared.envelope import Envelope
from shared.events import DogIntaken
from tests.notify.conftest import House, example, told, until

STREAM = "qingcheng:intake"


def tell(house: House, count: int) -> tuple[list[Envelope], list[str]]:
    """So many dogs come in: the events, and the entries that they are in the stream."""
    sent = [told(example(DogIntaken, dog_id=f"d{n}"), sequence=n) for n in range(1, count + 1)]
    entries = [house.redis.xadd(STREAM, one.to_fields()).decode() for one in sent]
    until(lambda: len(house.events()) == count)
    return sent, entries


def resume(house: House, query: str) -> Any:
    return house.client.get(f"/notify/v1/streams/intake/resume?{query}")


def test_each_stream_says_what_it_holds(house: House) -> None:
    sent, entries = tell(house, 4)
    house.redis.xtrim(STREAM, minid=entries[2], approximate=False)

    by_name = {one["stream"]: one for one in house.client.get("/notify/v1/streams").json()["streams"]}
    intake = by_name[STREAM]

    assert set(by_name) == {f"qingcheng:{name}" for name in ("intake", "registry", "adoption", "notify")}
    assert intake["source"] == "/qingcheng/intake"
    assert (intake["trimmed"], intake["in_feed"]) == (f"{2:020}", f"{4:020}")
    assert intake["first"] == {
        "entry": entries[2], "sequence": f"{3:020}", "id": sent[2].id, "time": sent[2].time,
    }  # fmt: skip
    assert (intake["last"]["entry"], intake["last"]["id"]) == (entries[3], sent[3].id)
    adoption = by_name["qingcheng:adoption"]
    assert (adoption["trimmed"], adoption["in_feed"]) == (None, f"{0:020}")


def test_who_fell_behind_the_trimming_goes_on_by_the_feed(house: House) -> None:
    sent, entries = tell(house, 5)
    assert resume(house, f"entry={entries[0]}").status == 200
    house.redis.xtrim(STREAM, minid=entries[3], approximate=False)

    gone = resume(house, f"entry={entries[0]}&after_sequence=1")
    rest = house.client.get(f"{gone.json()['go_on']}&limit=100").json()

    assert (gone.status, gone.json()["type"]) == (410, "/problems/Gone")
    assert [event["id"] for event in rest["events"]] == [one.id for one in sent[1:]]
    assert rest["whole"]
    assert resume(house, f"entry={entries[2]}&after_sequence=3").status == 200
    assert resume(house, "entry=0").status == 410


def test_an_entry_of_a_stream_that_was_lost_is_gone(house: House) -> None:
    _, entries = tell(house, 3)
    house.redis.delete(STREAM)

    gone = resume(house, f"entry={entries[2]}&after_sequence=3")
    assert (gone.status, gone.json()["read_from"]) == (410, "0")
    assert house.client.get(gone.json()["go_on"]).json()["events"] == []


def test_what_is_no_entry_or_no_stream_is_said(house: House) -> None:
    assert resume(house, "entry=yesterday").status == 422
    assert resume(house, "").status == 422
    nowhere = house.client.get("/notify/v1/streams/intake:restricted/resume?entry=0")
    assert nowhere.status == 404 and "intake" in nowhere.json()["detail"]
    assert house.public.get("/notify/v1/streams").status == 401
    assert house.public.get("/notify/v1/streams/intake/resume?entry=0").status == 401


def test_a_machine_that_reads_as_staff_asks_with_its_key(house: House) -> None:
    _, entries = tell(house, 3)

    def asks(audience: str) -> int:
        wish = {"name": f"desk-{audience}", "contact": "登记科", "audience": audience}
        key = house.client.post("/notify/v1/subscribers", wish).json()["key"]
        return house.public.signed_in(key).get(f"/notify/v1/streams/intake/resume?entry={entries[0]}").status

    assert (asks("staff"), asks("public")) == (200, 403)
    assert house.public.get("/notify/v1/streams").status == 401
