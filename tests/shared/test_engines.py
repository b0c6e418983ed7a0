"""Nobody waits long for a store, and nothing is written where it would be lost."""

import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, OperationalError

from shared.engines import LIMITS
from shared.store import WRITER_LOCK, Store
from tests.shared.conftest import Dog, dogs, new_store


def _take_in(where: Store, dog_id: str) -> None:
    with where.write() as work:
        work.add(Dog(id=dog_id))


def test_a_file_that_was_moved_takes_nothing_more_until_it_is_back(sqlite_store: Store) -> None:
    file = Path(sqlite_store.engine.url.database or "")
    _take_in(sqlite_store, "before")
    away = file.rename(file.with_suffix(".away"))

    with pytest.raises(OperationalError, match=file.name):
        _take_in(sqlite_store, "lost")
    with pytest.raises(OperationalError, match=file.name), sqlite_store.glance() as connection:
        connection.execute(sa.select(1))
    assert not file.exists()
    away.rename(file)
    _take_in(sqlite_store, "after")

    assert dogs(sqlite_store) == {"before", "after"}


def test_a_file_that_was_put_in_its_place_is_the_store_from_then_on(
    sqlite_store: Store, tmp_path: Path
) -> None:
    file = Path(sqlite_store.engine.url.database or "")
    _take_in(sqlite_store, "before")
    other = new_store(f"sqlite:///{tmp_path}/other.db")
    _take_in(other, "restored")
    other.close()
    (tmp_path / "other.db").replace(file)
    for left in file.parent.glob(f"{file.name}-*"):
        left.unlink()

    _take_in(sqlite_store, "after")

    assert dogs(sqlite_store) == {"restored", "after"}


def test_a_lock_that_is_not_given_back_is_waited_for_in_vain_for_seconds(postgres_url: str) -> None:
    where, begun = new_store(postgres_url), time.monotonic()
    with where.engine.connect() as other:
        other.execute(sa.select(sa.func.pg_advisory_lock(WRITER_LOCK)))

        with pytest.raises(OperationalError, match="lock timeout"):
            _take_in(where, "waiting")

    assert time.monotonic() - begun < 10
    where.close()


def test_a_replica_that_hangs_within_its_transaction_gives_up_its_lock(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "idle_in_transaction_session_timeout", "1s")
    hangs, goes_on = new_store(postgres_url), Store(postgres_url)

    with pytest.raises(DBAPIError, match="idle-in-transaction"), hangs.write() as work:
        work.add(Dog(id="never answered"))
        work.flush()
        _take_in(goes_on, "answered")

    assert dogs(goes_on) == {"answered"}
    hangs.close()
    goes_on.close()


def test_an_error_of_the_store_repeats_nothing_of_the_row(any_store: Store) -> None:
    """What it says goes into logs and reasons."""
    _take_in(any_store, "金丝雀")

    with pytest.raises(DBAPIError) as refused, any_store.write() as work:
        work.execute(sa.insert(Dog).values(id="金丝雀"))

    assert "金丝雀" not in str(refused.value).partition("DETAIL")[0]
