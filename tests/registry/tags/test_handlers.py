"""What is heard of a tag: `services/registry/tags/handlers.py`."""

from services.registry.tags.models import Tag
from shared.events import TagWithdrawn
from shared.store import Store
from tests.registry.conftest import AT, CODE, DOG, Hear, tagged, taken_in


def untagged() -> TagWithdrawn:
    return TagWithdrawn(occurred_at=AT, dog_id=DOG, code=CODE, reason="DECEASED")


def tag(store: Store) -> Tag:
    with store.read() as work:
        return work.get_one(Tag, CODE)


def test_a_dog_wears_its_tag_until_it_is_withdrawn(store: Store, hear: Hear) -> None:
    hear(taken_in(), tagged())
    assert tag(store).active

    hear(untagged())
    assert not tag(store).active
