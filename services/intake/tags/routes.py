"""Doors for tags: bind, lose, replace, revoke; and batches that are printed before any dog has them."""

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import Field

from services.intake.roles import DESK
from services.intake.stays import store as stays
from services.intake.tags import drawing, rules, store
from services.intake.tags.models import BlankTag, Tag, TagBatch
from services.intake.tags.rules import LABELS_ON_A_SHEET, Loss, NewBatch
from shared import clock
from shared.auth import Who
from shared.doors import STAFF, Doors
from shared.forms import Form
from shared.ids import crockford, uuid7
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["tags"])
Why = Annotated[str, Field(max_length=300, description="kept with the tag; no names of citizens")]
Code = Annotated[str | None, Field(max_length=200, description="of a label printed before; else a new one")]


class WornTag(Model):
    """A tag's code, and the page that it opens."""

    code: str
    url: str


class Change(Model):
    """What was done to a tag, when, by whom and why."""

    status: str
    at: datetime
    by: str
    why: str


class TagState(WornTag):
    """A tag, the dog that it was given to, and what became of it."""

    dog_id: str
    status: str
    issued_at: datetime
    history: list[Change]


class NewTag(Form):
    """A tag for a dog that wears none."""

    dog_id: str = Field(max_length=64)
    tag_code: Code = None


class Lost(Form):
    why: Loss = "LOST"
    note: Why = ""


class Replacement(Lost):
    tag_code: Code = None


class Revocation(Form):
    note: Annotated[str, Field(min_length=2, max_length=300, examples=["发现有人复制了这张牌"])]


class Batch(Model):
    """Sheets of labels, and how many of them have a dog."""

    batch_id: str
    number: int
    count: int
    bound: int
    purpose: str
    made_by: str
    made_at: datetime


class BlankLabel(Model):
    code: str
    number: str
    dog_id: str | None


class WholeBatch(Batch):
    labels: list[BlankLabel]


class Batches(Model):
    batches: list[Batch]
    next: int | None


@doors.command("/tags", *DESK)
def issue(new: NewTag, who: Who, work: Work) -> TagState:
    """Gives a tag to a dog that wears none: a label that was printed before, or a new code."""
    return _bind(new.dog_id, new.tag_code, who, clock.now(), work)


@doors.command("/tags/{code}/loss", *DESK)
def lose(code: str, lost: Lost, who: Who, work: Work) -> TagState:
    """The tag is lost or broken. From now on its page leads nobody to the dog."""
    tag, now = store.tag(work, code), clock.now()
    work.publish(rules.lose(tag, lost.why, now))
    store.note(work, tag.code, tag.status, who.name, lost.note, now)
    return state(tag, work)


@doors.command("/tags/{code}/replacement", *DESK)
def replace(code: str, new: Replacement, who: Who, work: Work) -> TagState:
    """Another tag for the same dog; this one ends at the same moment. Answers with the new one."""
    tag, now = store.tag(work, code), clock.now()
    work.publish(*rules.replace(tag, new.why, now))
    store.note(work, tag.code, tag.status, who.name, new.note or new.why, now)
    work.flush()  # one ends before the next begins: a dog wears one tag
    return _bind(tag.dog_id, new.tag_code, who, now, work)


@doors.command("/tags/{code}/revocation", "officer")
def revoke(code: str, why: Revocation, who: Who, work: Work) -> TagState:
    """The tag is taken back: copied, or hung on the wrong dog."""
    tag, now = store.tag(work, code), clock.now()
    work.publish(rules.revoke(tag, now))
    store.note(work, tag.code, tag.status, who.name, why.note, now)
    return state(tag, work)


@doors.command("/tag-batches", "officer")
def make_batch(new: NewBatch, who: Who, work: Work) -> Batch:
    """Makes the codes of so many sheets; `GET …/{batch_id}/labels.pdf` prints them."""
    count = new.sheets * LABELS_ON_A_SHEET
    batch = TagBatch(
        id=uuid7(), number=stays.next_number(work, store.BATCHES), count=count, purpose=new.purpose,
        made_by=who.name, made_at=clock.now(),
    )  # fmt: skip
    work.add(batch)
    work.add_all(BlankTag(code=crockford(), batch_id=batch.id, position=nth) for nth in range(1, count + 1))
    return _batch(batch, 0)


@doors.query("/tag-batches", *DESK)
def list_batches(
    work: Work,
    after: Annotated[int | None, Query(ge=1, le=2**31, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Batches:
    """Newest first."""
    found = store.batches(work, after, limit)
    rest = found[-1][0].number if len(found) == limit else None
    return Batches(batches=[_batch(batch, bound) for batch, bound in found], next=rest)


@doors.query("/tag-batches/{batch_id}", *DESK)
def show_batch(batch_id: str, work: Work) -> WholeBatch:
    """A batch with its codes, and which dogs have them."""
    batch, labels = store.batch(work, batch_id), store.labels_of(work, batch_id)
    told = [
        BlankLabel(code=one.code, number=number_of(batch, one.position), dog_id=one.dog_id) for one in labels
    ]
    bound = sum(one.dog_id is not None for one in labels)
    return WholeBatch(**_batch(batch, bound).model_dump(), labels=told)


def _bind(dog_id: str, tag_code: str | None, who: Who, now: datetime, work: Work) -> TagState:
    dog, worn_now = stays.dog(work, dog_id), store.worn_by(work, dog_id)
    tag, issued = rules.bind(worn_now, dog, store.code_for(work, dog_id, tag_code, now), now)
    work.add(tag)
    work.publish(issued)
    store.note(work, tag.code, tag.status, who.name, "", now)
    return state(tag, work)


def number_of(batch: TagBatch, position: int) -> str:
    """7-013: the number on a label that has no dog yet."""
    return f"{batch.number}-{position:03d}"


def worn(tag: Tag, work: Work) -> WornTag:
    return WornTag(code=tag.code, url=drawing.tag_url(work.public_url, tag.code))


def state(tag: Tag, work: Work) -> TagState:
    told = [Change(**change.model_dump(exclude={"id", "code"})) for change in store.history(work, tag.code)]
    return TagState(
        **worn(tag, work).model_dump(), dog_id=tag.dog_id, status=tag.status, issued_at=tag.issued_at,
        history=told,
    )  # fmt: skip


def _batch(batch: TagBatch, bound: int) -> Batch:
    return Batch(batch_id=batch.id, bound=bound, **batch.model_dump(exclude={"id"}))


@doors.query("/tags/{code}", *STAFF)
def show_tag(code: str, work: Work) -> TagState:
    """What became of a tag: which dog has it, whether it is in use, who did what."""
    return state(store.tag(work, code), work)
