"""Keeps what is found in step with what is kept: in the same transaction, whoever changes a stay."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.intake.operations.models import Operation
from services.intake.search.models import FoundBy
from services.intake.search.words import line_of
from services.intake.stays.models import Dog, Stay
from services.intake.tags.models import Tag
from shared.store import Work

DOGS = "search: dogs"  # of `Work.changed`


@sa.event.listens_for(Stay, "after_insert")
@sa.event.listens_for(Stay, "after_update")
@sa.event.listens_for(Dog, "after_update")
@sa.event.listens_for(Tag, "after_insert")
def _note(_mapper: Any, _connection: Any, row: Stay | Dog | Tag) -> None:
    work = sa.orm.object_session(row)
    if isinstance(work, Work):
        work.changed[DOGS].add(row.id if isinstance(row, Dog) else row.dog_id)


def enter_what_changed(work: Work) -> None:
    """Once for the whole group, before its commit: what a savepoint took back is not there any more."""
    if dogs := work.changed.pop(DOGS, None):
        enter(work, sorted(dogs))


def enter(work: Work, dog_ids: Sequence[str]) -> None:
    """Writes the lines of these dogs' stays as they are now."""
    tags = defaultdict(list)
    for dog_id, code in work.sql(_TAGS, {"dogs": dog_ids}):
        tags[dog_id].append(code)
    new, changed = [], []
    for stay in work.sql(_STAYS, {"dogs": dog_ids}).mappings():
        line = line_of(stay, tags[stay["dog_id"]])
        if stay["serial"] is None:
            new.append({"stay_id": stay["id"], "words": line})
        elif stay["words"] != line:
            changed.append({"of": stay["serial"], "words": line})
    if new:
        work.sql(_NEW, new)
    if changed:
        work.sql(_CHANGE, changed)


def of_these(dog_id: sa.orm.Mapped[str]) -> sa.ColumnElement[bool]:
    return dog_id.in_(sa.bindparam("dogs", expanding=True))


_TAGS = sa.select(col(Tag.dog_id), col(Tag.code)).where(of_these(col(Tag.dog_id))).order_by(col(Tag.code))
_STAYS = (
    sa.select(
        col(Stay.id), col(Stay.dog_id), col(Stay.stay_no), col(Stay.status), col(Stay.custody_basis),
        col(Stay.operation_id), col(Stay.kennel), col(Stay.division), col(Stay.opened_at),
        col(Stay.found_text), col(Stay.taken_in_by), col(Dog.name), col(Dog.sex), col(Dog.breed),
        col(Dog.colour), col(Dog.chip), col(Operation.name).label("operation"),
        col(FoundBy.serial), col(FoundBy.words),
    )
    .join(Dog, col(Dog.id) == col(Stay.dog_id))
    .outerjoin(Operation, col(Operation.id) == col(Stay.operation_id))
    .outerjoin(FoundBy, col(FoundBy.stay_id) == col(Stay.id))
    .where(of_these(col(Stay.dog_id)))
    .order_by(col(Stay.stay_no))
)  # fmt: skip
_NEW = sa.insert(FoundBy)
_CHANGE = (
    sa.update(FoundBy).where(col(FoundBy.serial) == sa.bindparam("of")).values(words=sa.bindparam("words"))
)
