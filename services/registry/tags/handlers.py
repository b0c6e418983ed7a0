"""What is heard of a tag: whose it is, and whether it still hangs."""

from services.registry.tags.models import Tag
from shared.ears import Ears
from shared.envelope import Envelope
from shared.events import TagIssued, TagWithdrawn
from shared.facets import note
from shared.store import Work

ears = Ears(projections=(Tag,))
on = ears.on


@on(TagIssued)
def hang_tag(issued: TagIssued, heard: Envelope, work: Work) -> None:
    note_tag(issued.code, issued.dog_id, True, heard, work)


@on(TagWithdrawn)
def withdraw_tag(withdrawn: TagWithdrawn, heard: Envelope, work: Work) -> None:
    note_tag(withdrawn.code, withdrawn.dog_id, False, heard, work)


def note_tag(code: str, dog_id: str, active: bool, heard: Envelope, work: Work) -> None:
    tag = work.get(Tag, code)
    if tag is None:
        tag = Tag(code=code, dog_id=dog_id, active=active)
        work.add(tag)
    note(tag, "tag", heard, dog_id=dog_id, active=active)
