"""Whoever asks, and whoever carries their codes: adoption with a postman in notify's place."""

import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from services.adoption.reclaims.models import Reclaim
from services.adoption.settings import AdoptionSettings
from shared import letterbox
from tests.adoption.conftest import House, eventually

KEY = bytes(range(32))
BATER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹"}
WULAN = {"name": "乌兰其其格", "phone": "13812345678"}


@pytest.fixture
def settings(settings: AdoptionSettings) -> AdoptionSettings:
    """All come from 127.0.0.1 here: the limits of an address have a test of their own."""
    return settings.model_copy(update={"asked_an_hour": 10_000, "looked_up_an_hour": 10_000})


class Postman:
    """Stands in notify's place: opens the letters that adoption has sealed for it."""

    def __init__(self, wire: Any) -> None:
        self.wire = wire

    def stands(self, *ways: str) -> None:
        public = X25519PrivateKey.from_private_bytes(KEY).public_key().public_bytes_raw()
        told = json.dumps({"key": b64encode(public).decode(), "ways": ways})
        self.wire.set(letterbox.box_of("notify"), told)

    def letter(self) -> dict[str, str]:
        found: list[bytes] = []

        def came() -> bool:
            if taken := self.wire.lpop(letterbox.letters_of("notify")):
                found.append(taken)
            return bool(found)

        eventually(came)
        text = letterbox.open_(KEY, found[0])
        assert text
        return dict(json.loads(text))


@pytest.fixture
def post(house: House) -> Iterator[Postman]:
    with redis.Redis.from_url(house.service.settings.redis_url) as wire:
        postman = Postman(wire)
        postman.stands("sms")
        yield postman


@pytest.fixture
def counted_here(house: House) -> None:
    """In memory: a Redis that is slow on a busy machine is not asked, and the counts would begin anew."""
    house.service.limits.ask_again = float("inf")


def claim(house: House, dog: str = "dog", who: dict[str, str] = BATER) -> dict[str, Any]:
    answer = house.post(f"/dogs/{dog}/reclaims", who)
    assert (answer.status, answer.json()["status"]) == (201, "UNPROVEN"), answer.text
    return dict(answer.json())


def state(house: House, row: Any = Reclaim) -> list[str]:
    return [one.status for one in house.rows(sa.select(row))]
