"""What is kept of subscribers, in a store of either kind."""

from datetime import UTC, datetime, timedelta

from services.notify.subscribers import store
from services.notify.subscribers.models import Subscriber, SubscriberKey
from shared.store import Store

NOW = datetime(2026, 7, 14, 9, tzinfo=UTC)


def fill(kept: Store) -> None:
    with kept.write() as work:
        for name, types in (("b", ["x"]), ("a", None)):
            work.add(
                Subscriber(name=name, contact="x", audience="public", types=types, made_by="w", made_at=NOW)
            )
            work.flush()
            work.add(SubscriberKey(key_id=f"key-{name}", name=name, digest="d", made_by="w", made_at=NOW))


def test_a_key_leads_to_whose_it_is(kept: Store) -> None:
    fill(kept)

    with kept.read() as work:
        key, holder = store.holder("key-b", work)
        assert key and holder
        assert (key.name, holder.types) == ("b", ["x"])
        assert store.holder("key-c", work) == (None, None)
        assert [(one.name, one.types) for one in store.subscribers(work)] == [("a", None), ("b", ["x"])]
        assert [one.key_id for one in store.keys_of("a", work)] == ["key-a"]


def test_use_is_noted_once_a_minute(kept: Store) -> None:
    fill(kept)

    for seconds in (0, 59, 60):
        with kept.write() as work:
            store.note_used("key-a", NOW + timedelta(seconds=seconds), work)
        with kept.read() as work:
            (key,) = store.keys_of("a", work)
            assert key.last_used == NOW + timedelta(seconds=60 if seconds == 60 else 0)
