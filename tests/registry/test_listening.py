"""What the registry hears makes the same rows in any order, of events and of listeners."""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import select

from services.registry.dogs.models import Dog
from services.registry.tags.models import Tag
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import Event
from tests.composed import a_store_of
from tests.registry.conftest import AT, NOUNS_EARS, envelopes, tagged, taken_in
from tests.registry.dogs.test_handlers import (
    NEW_STAY,
    adopted,
    chipped,
    corrected,
    custody,
    died,
    noticed,
    returned,
)
from tests.registry.tags.test_handlers import untagged

LOG: list[Event] = [
    taken_in(name="豆包"), tagged(), custody("HOLDING"), noticed(), chipped(), custody("ADOPTABLE"),
    adopted(), returned(), custody("ADOPTABLE", NEW_STAY), chipped("156000999999999"), untagged(), tagged(),
    died(), untagged(), corrected(breed="MIX", name="阿黄"), corrected(breed="HUSKY", sex="female"),
    corrected(name=None, found_time=AT - timedelta(days=1)), corrected(claim_until=AT + timedelta(days=9)),
]  # fmt: skip


def rows_after(
    heard: list[Envelope], batch: int, listeners: Sequence[Ears] = NOUNS_EARS
) -> list[dict[str, Any]]:
    ears = Ears("registry", of=listeners)
    with a_store_of("registry") as store:
        for start in range(0, len(heard), batch):
            with store.write() as work:
                ears.apply(work, heard[start : start + batch])
        with store.read() as work:
            rows = [row.model_dump() for kind in (Dog, Tag) for row in work.exec(select(kind)).all()]
    return rows


@settings(max_examples=15, deadline=None)
@given(order=st.randoms(use_true_random=False), until=st.integers(1, len(LOG)), batch=st.integers(1, 30))
def test_order_and_repetition_make_no_difference(order: random.Random, until: int, batch: int) -> None:
    log = envelopes(*LOG[:until])
    shuffled = [*log, *log]
    order.shuffle(shuffled)
    listeners = order.sample(NOUNS_EARS, len(NOUNS_EARS))

    assert rows_after(shuffled, batch, listeners) == rows_after(log, 200)
