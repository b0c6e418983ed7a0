"""Which dog an event is about. No database, no clock, no network."""

import json

from shared.envelope import Envelope


def dog_of(event: Envelope) -> str | None:
    """The dog's id; None for what is about none."""
    dog_id = json.loads(event.data).get("dog_id")
    return str(dog_id) if dog_id else None
