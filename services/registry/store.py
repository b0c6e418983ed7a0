"""What the registry looks up in its store."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, cast

import sqlalchemy as sa
from sqlmodel import col, select

from services.registry.models import Dog, Tag, Vaccination
from shared.problems import NotFound
from shared.store import Work

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
    """The tag, its dog and how long its rabies vaccination counts, in one look."""
    return connection.execute(BEHIND_TAG, {"code": code}).one_or_none()


def dog_of(dog_id: str, work: Work) -> Dog:
    """Raises `NotFound`."""
    dog = work.get(Dog, dog_id)
    if dog is None:
        raise NotFound(
            "没有这只犬。刚登记的犬请过几秒再试，否则请核对编号。",
            "No such dog. If it was taken in just now, try again in a few seconds; else check the id.",
        )
    return dog


def dogs_after(dog_id: str, limit: int, work: Work) -> Sequence[Dog]:
    """A page of dogs in the order of their ids, which is the order in which they were taken in."""
    return work.exec(select(Dog).where(Dog.dog_id > dog_id).order_by(Dog.dog_id).limit(limit)).all()


def vaccinations_of(dog_id: str, work: Work) -> Sequence[Vaccination]:
    """The newest first."""
    of_dog = select(Vaccination).where(Vaccination.dog_id == dog_id)
    return work.exec(of_dog.order_by(col(Vaccination.valid_until).desc())).all()


def counts(work: Work) -> tuple[int, dict[str, int]]:
    """How many dogs are vaccinated, and how many there are of each status; a dead dog is deceased."""
    vaccinated = work.scalar(sa.select(sa.func.count(sa.distinct(col(Vaccination.dog_id)))))
    status = sa.case((col(Dog.died_at).is_not(None), "DECEASED"), else_=col(Dog.status))
    by_status = work.execute(sa.select(status, sa.func.count()).group_by(status))
    dogs: Counter[str] = Counter()
    for code, n in by_status:
        dogs[(code or "unknown").lower()] += n
    return cast(int, vaccinated), dict(sorted(dogs.items()))
