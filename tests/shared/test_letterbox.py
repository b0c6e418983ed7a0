"""Letters between services, on a real Redis."""

import secrets
from datetime import timedelta

import pytest
import redis

from shared import clock, letterbox
from shared.rail.connect import connect

pytestmark = pytest.mark.anyio
KEY = secrets.token_bytes(32)
LETTER = {"to": "13812345678", "code": "042117", "way": "sms", "for": "0000-0000-0000"}


async def test_a_letter_reaches_its_reader_once_and_nobody_reads_it_on_the_way(redis_url: str) -> None:
    ours = connect(redis_url)
    assert await letterbox.find(ours, "notify") is None
    await letterbox.stand(ours, "notify", KEY, ("sms",))
    box = await letterbox.find(ours, "notify")
    assert box and box.ways == ("sms",)

    assert await letterbox.put(ours, box, LETTER, clock.now() + timedelta(minutes=5))

    with redis.Redis.from_url(redis_url) as onlooker:
        (sealed,) = onlooker.lrange("qingcheng:letters:notify", 0, -1)
        assert b"138" not in sealed and b"042117" not in sealed
        assert 0 < onlooker.ttl("qingcheng:letterbox:notify") <= 180
    assert await letterbox.take(ours, "notify", secrets.token_bytes(32)) is None  # somebody else's key
    await letterbox.put(ours, box, LETTER, clock.now() + timedelta(minutes=5))
    taken = await letterbox.take(ours, "notify", KEY)
    assert taken and {name: taken[name] for name in LETTER} == LETTER
    assert await letterbox.take(ours, "notify", KEY) is None
    await ours.aclose()


async def test_a_late_letter_is_dropped_and_a_full_box_takes_no_more(redis_url: str) -> None:
    ours = connect(redis_url)
    await letterbox.stand(ours, "notify", KEY, ("sms",))
    box = await letterbox.find(ours, "notify")
    assert box

    await letterbox.put(ours, box, LETTER, clock.now() - timedelta(seconds=1))
    assert await letterbox.take(ours, "notify", KEY) is None

    with redis.Redis.from_url(redis_url) as onlooker:
        onlooker.rpush("qingcheng:letters:notify", *["x"] * letterbox.MOST)
    assert not await letterbox.put(ours, box, LETTER, clock.now() + timedelta(minutes=5))
    assert await letterbox.take(ours, "notify", KEY) is None  # what is no letter at all
    await ours.aclose()
