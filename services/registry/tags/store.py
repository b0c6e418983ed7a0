"""What is behind a tag, in one look."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from services.registry.dogs.models import Dog
from services.registry.tags.models import Tag
from services.registry.vaccinations.models import Vaccination

RABIES_UNTIL = (
    sa.select(sa.func.max(col(Vaccination.valid_until)))
    .where(col(Vaccination.dog_id) == col(Dog.dog_id), col(Vaccination.disease) == "rabies")
    .scalar_subquery()
    .label("rabies_until")
)
SHOWN = (
    Dog.name, Dog.sex, Dog.breed, Dog.colour, Dog.age_months, Dog.size, Dog.found_at,
    Dog.stay_no, Dog.claim_until, Dog.status, Dog.chip, Dog.died_at,
)  # fmt: skip
TagRow = sa.Row[*tuple[Any, ...]]
BEHIND_TAG: sa.Executable = (
    sa.select(col(Tag.code), col(Tag.dog_id), col(Tag.active), *map(col, SHOWN), RABIES_UNTIL)
    .join_from(Tag, Dog, col(Dog.dog_id) == col(Tag.dog_id), isouter=True)
    .where(col(Tag.code) == sa.bindparam("code"))
)


def behind_tag(code: str, connection: sa.Connection) -> TagRow | None:
    """The tag, its dog and how long its rabies vaccination counts."""
    return connection.execute(BEHIND_TAG, {"code": code}).one_or_none()
