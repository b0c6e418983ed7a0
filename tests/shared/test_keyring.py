"""No key is replaced in silence: lost, another, damaged, out of reach; and back again."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from services.adoption.people.models import Person
from services.adoption.people.store import keep
from shared import auth, keys
from shared.keyring import ACCEPTED, LOOK_EVERY, MADE_ANEW, Key, Keyring
from shared.refusal import Refusal
from shared.sealed import KeyMissing
from shared.settings import Settings
from shared.store import Store
from shared.tables import interventions, known_keys

NAME = "personal-adoption"
PERSONAL = Key(NAME, seals=Person)


@pytest.fixture(scope="module")
def shape() -> str:
    return "adoption"


@pytest.fixture
def store(any_store_url: str) -> Iterator[Store]:
    store = Store(any_store_url)
    yield store
    store.close()


Start = Callable[..., Keyring]


@pytest.fixture
def start(store: Store, tmp_path: Path) -> Start:
    """A start of the service, with what its store and its folder hold by now."""

    def begin(*own: Key) -> Keyring:
        ring = Keyring(store, Settings(data=tmp_path), own or [PERSONAL])
        ring.take_up()
        return ring

    return begin


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / f"keys/{NAME}.key"


def codes(ring: Keyring) -> list[str]:
    return [reason.code for reason in ring.look()]


def records(store: Store) -> list[tuple[str, dict[str, Any]]]:
    with store.read() as work:
        rows = work.connection().execute(sa.select(interventions).order_by(interventions.c.id)).all()
    return [(row.act, json.loads(row.what)) for row in rows]


def test_a_key_is_made_once_and_known_ever_after(start: Start, file: Path, store: Store) -> None:
    first, again = start(), start()

    assert first.key(NAME) == again.key(NAME) == file.read_bytes()
    assert (len(file.read_bytes()), file.stat().st_mode & 0o777) == (32, 0o600)
    assert codes(first) == codes(again) == []
    assert records(store) == []


def test_what_stands_in_the_store_does_not_help_to_guess_the_key(start: Start, store: Store) -> None:
    key = start().key(NAME)
    with store.read() as work:
        [row] = work.connection().execute(sa.select(known_keys))

    assert row.fingerprint == keys.fingerprint(key)
    assert key.hex()[:8] not in str(row)
    assert len(row.fingerprint) < len(key.hex())


def test_a_crash_between_making_a_key_and_noting_it_is_harmless(start: Start, file: Path) -> None:
    before = keys.keep(file, os.urandom(32))

    assert start().key(NAME) == before


def test_a_lost_key_is_not_replaced_and_is_used_again_once_it_is_back(start: Start, file: Path) -> None:
    key = start().key(NAME)
    file.unlink()
    ring = start()

    assert codes(ring) == ["key_missing"]
    assert not file.exists()
    with pytest.raises(KeyMissing):
        ring.key(NAME)
    file.write_bytes(key)
    assert codes(ring) == []
    assert ring.key(NAME) == key


def test_a_key_that_comes_back_is_seen_without_anybody_asking_for_readiness(start: Start, file: Path) -> None:
    key = start().key(NAME)
    file.unlink()
    ring = start()
    file.write_bytes(key)
    ring.looked -= LOOK_EVERY

    assert ring.key(NAME) == key


def test_sealed_data_of_an_older_version_needs_its_key_as_well(
    start: Start, file: Path, store: Store
) -> None:
    ring = start()
    with store.write() as work:
        keep(work, ring.sealer(NAME), "乌兰", "13812345678")
        work.connection().execute(sa.delete(known_keys))  # fingerprints were not kept yet
    file.unlink()

    assert codes(start()) == ["key_missing"]
    assert not file.exists()


def test_another_key_in_its_place_is_not_used(start: Start, file: Path) -> None:
    key = start().key(NAME)
    file.write_bytes(b"x" * 32)
    ring = start()

    assert codes(ring) == ["key_foreign"]
    with pytest.raises(KeyMissing):
        ring.key(NAME)
    file.write_bytes(key)
    assert codes(ring) == []


@pytest.mark.parametrize("damaged", [b"", b"x" * 31, b"x" * 33])
@pytest.mark.parametrize("own", [PERSONAL, auth.TOKEN], ids=lambda key: str(key.name))
def test_a_damaged_file_is_named_and_never_overwritten(
    start: Start, tmp_path: Path, own: Key, damaged: bytes
) -> None:
    file = tmp_path / f"keys/{own.name}.key"
    for _ in range(2):  # on the first start, and on one with a key that is known
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(damaged)
        assert codes(start(own)) == ["key_unusable"]
        assert file.read_bytes() == damaged
        file.unlink()
        start(own)


def test_a_file_that_cannot_be_read_or_made_is_named(start: Start, tmp_path: Path, file: Path) -> None:
    (tmp_path / "keys").write_text("where the folder should be")
    [reason] = start().look()
    assert (reason.code, "Not a directory" in reason.what) == ("key_unusable", True)

    (tmp_path / "keys").unlink()
    file.mkdir(parents=True)
    [reason] = start().look()
    assert (reason.code, "Is a directory" in reason.what) == ("key_unusable", True)


def test_a_process_that_still_has_the_key_goes_on_and_says_that_its_file_is_gone(
    start: Start, file: Path
) -> None:
    ring = start()
    key = file.read_bytes()
    file.unlink()

    assert codes(ring) == ["key_missing"]
    assert ring.key(NAME) == key


def test_replicas_that_start_together_agree(start: Start, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: start(PERSONAL, auth.TOKEN), range(16)))

    assert len({ring.key(NAME) for ring in rings}) == len({ring.key("token") for ring in rings}) == 1
    assert [codes(ring) for ring in rings] == [[]] * 16
    assert sorted(file.name for file in (tmp_path / "keys").iterdir()) == [
        f"{NAME}.key", "token.key", "token.pub",
    ]  # fmt: skip


def test_a_replica_with_a_folder_of_its_own_is_noticed(start: Start, store: Store, tmp_path: Path) -> None:
    start()
    other = Keyring(store, Settings(data=tmp_path / "elsewhere"), [PERSONAL])
    other.take_up()

    assert codes(other) == ["key_missing"]


# ---- the key that signs log-ins ---------------------------------------------------------------------------


def test_a_lost_token_key_is_made_anew_on_record_and_said_until_it_is_accepted(
    start: Start, tmp_path: Path, store: Store
) -> None:
    start(auth.TOKEN)
    (tmp_path / "keys/token.key").unlink()
    ring = start(auth.TOKEN)
    again = start(auth.TOKEN)

    assert codes(ring) == codes(again) == []
    assert ring.made_anew == again.made_anew == {"token": True}
    [(act, told)] = records(store)
    assert (act, told["now"]) == (MADE_ANEW, keys.fingerprint(ring.key("token")))

    ring.accept("token", "li", "磁盘更换")
    assert codes(ring) == []
    assert ring.made_anew == {"token": False}


@pytest.mark.parametrize("held", [b"", b"of another key", None])
def test_the_public_key_follows_the_private_one(start: Start, tmp_path: Path, held: bytes | None) -> None:
    ring = start(auth.TOKEN)
    public = tmp_path / "keys/token.pub"
    right = public.read_bytes()
    public.unlink() if held is None else public.write_bytes(held)

    ring.look()
    assert public.read_bytes() == right
    assert public.stat().st_mode & 0o777 == 0o644


def test_a_new_private_key_brings_its_public_one(start: Start, tmp_path: Path) -> None:
    start(auth.TOKEN)
    (tmp_path / "keys/token.key").unlink()
    ring = start(auth.TOKEN)
    token = auth.sign(ring.key("token"), "wang", ["vet"])

    assert auth.verify((tmp_path / "keys/token.pub").read_bytes(), token).name == "wang"


# ---- somebody decides -------------------------------------------------------------------------------------


def test_who_has_no_backup_begins_with_a_new_key_on_record(start: Start, file: Path, store: Store) -> None:
    before = start().key(NAME)
    file.unlink()
    ring = start()
    ring.accept(NAME, "li", "磁盘损坏，没有备份")

    assert codes(ring) == []
    assert ring.key(NAME) == file.read_bytes() != before
    assert records(store) == [
        (
            ACCEPTED,
            {"key": NAME, "before": keys.fingerprint(before), "now": keys.fingerprint(file.read_bytes())},
        )
    ]


def test_a_running_service_changes_to_the_key_that_was_accepted(start: Start, file: Path) -> None:
    ring = start()
    file.write_bytes(b"x" * 32)
    start().accept(NAME, "li", "从旧机器迁来")

    assert codes(ring) == []
    assert ring.key(NAME) == b"x" * 32


def test_a_key_that_is_right_or_no_key_at_all_is_not_accepted(start: Start, file: Path) -> None:
    ring = start()
    with pytest.raises(Refusal, match="nothing to accept"):
        ring.accept(NAME, "li", "试试")
    file.write_bytes(b"no key")
    with pytest.raises(Refusal, match="move it elsewhere"):
        ring.accept(NAME, "li", "试试")
