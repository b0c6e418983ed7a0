"""What is kept of a request, for how long, and whom it tells."""

import hashlib
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from shared import clock, once
from shared.auth import PUBLIC, Who
from shared.once import Claim, KeyReused, Seen
from shared.store import Store
from shared.tables import idempotency
from tests.shared.conftest import new_store

WANG = Who("wang", frozenset(["officer"]))
SECRET = b'{"password":"a password that somebody could guess"}'


class At:
    """A request, as far as it says where it comes from and which door it is for."""

    def __init__(self, seen: Seen, door: str = "/kennel/v1/tips", host: str = "192.0.2.7") -> None:
        self.app = self.state = self.service = self
        self.seen = seen
        self.method, self.url, self.client = "POST", self, self
        self.path, self.query, self.host = door, "", host


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    return Seen(tmp_path / "keys" / "seen.key")


@pytest.fixture
def store(any_store_url: str) -> Store:
    return new_store(any_store_url)


def asks(store: Store, claim: Claim, answer: str) -> Any:
    """The answer, and whether it is one that was given before."""
    with store.write() as work:
        _, text, again = once.once(work, claim, 201, lambda: {"says": answer})
    return text, again


def rows(store: Store) -> list[Any]:
    with store.read() as work:
        return list(work.sql(sa.select(idempotency)))


def claim(seen: Seen, who: Who, key: str, body: bytes, **at: str) -> Claim:
    return once.claim(At(seen, **at), who, key, body)  # type: ignore[arg-type]


def test_of_a_request_nothing_is_kept_that_a_guess_could_be_tried_on(store: Store, seen: Seen) -> None:
    asks(store, claim(seen, WANG, "k1", SECRET), "yes")

    [row] = rows(store)
    plain = {
        hashlib.sha256(b"POST /kennel/v1/tips?\n" + SECRET).hexdigest(),
        hashlib.sha256(SECRET).hexdigest(),
    }
    assert not plain & set(map(str, row))
    assert claim(Seen(seen.file), WANG, "k1", SECRET).told == row.request, "another replica knows it again"
    assert claim(Seen(seen.file.with_name("other")), WANG, "k1", SECRET).told != row.request
    assert seen.file.stat().st_mode & 0o077 == 0


def test_a_strangers_key_is_nobody_elses(store: Store, seen: Seen) -> None:
    """Another body, door or place under the same key is another request: no answer, and no 422 that tells."""
    mine = claim(seen, PUBLIC, "1", b"mine")
    assert asks(store, mine, "mine") == ('{"says":"mine"}', False)

    for other in (
        claim(seen, PUBLIC, "1", b"theirs"),
        claim(seen, PUBLIC, "1", b"mine", door="/kennel/v1/dogs"),
        claim(seen, PUBLIC, "1", b"mine", host="198.51.100.9"),
        claim(seen, PUBLIC, "2", b"mine"),
    ):
        assert asks(store, other, "other") == ('{"says":"other"}', False)
    assert asks(store, mine, "again?") == ('{"says":"mine"}', True)
    assert "1" not in {row.key for row in rows(store)}


def test_the_key_of_one_who_is_known_is_for_one_request(store: Store, seen: Seen) -> None:
    asks(store, claim(seen, WANG, "k1", b"a"), "a")

    for other in (claim(seen, WANG, "k1", b"b"), claim(seen, WANG, "k1", b"a", door="/kennel/v1/dogs")):
        with pytest.raises(KeyReused):
            asks(store, other, "b")
    assert asks(store, claim(seen, WANG, "k1", b"a", host="198.51.100.9"), "b") == ('{"says":"a"}', True)


def test_with_the_secret_lost_a_known_key_is_still_answered_and_nothing_done_twice(
    store: Store, seen: Seen, tmp_path: Path
) -> None:
    asks(store, claim(seen, WANG, "k1", b"a"), "a")

    assert asks(store, claim(Seen(tmp_path / "new"), WANG, "k1", b"a"), "b") == ('{"says":"a"}', True)


def test_a_folder_that_takes_no_key_stops_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    with caplog.at_level(logging.WARNING):
        seen = Seen(tmp_path / "file" / "seen.key")

        assert seen.told("a") == seen.told("a") != seen.told("b")
    assert "cannot be kept" in caplog.text


def test_an_answer_ends_when_nobody_needs_it(store: Store, seen: Seen) -> None:
    asks(store, claim(seen, WANG, "k1", b"a"), "a")
    asks(store, Claim("a device", "k2", seen.told("dog"), lasts=timedelta(days=90)), "b")
    now = clock.now()

    for later, left in ((timedelta(hours=23), 2), (timedelta(hours=25), 1), (timedelta(days=91), 0)):
        if once.anything_over(store, now + later):
            with store.write() as work:
                assert once.forget(work, now + later) == 1
        assert len(rows(store)) == left
    assert not once.anything_over(store, now + timedelta(days=91))
