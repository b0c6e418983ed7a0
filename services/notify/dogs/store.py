"""The dogs that messages speak of."""

from collections.abc import Collection

from sqlmodel import col, select

from services.notify.dogs.models import Dog
from shared.store import Work


def row_of(dog_id: str, work: Work) -> Dog:
    """The dog's row; a new one when this is the first word of it."""
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id)
        work.add(dog)
    return dog


def dogs(work: Work, ids: Collection[str]) -> dict[str, Dog]:
    found = work.exec(select(Dog).where(col(Dog.dog_id).in_(ids))).all()
    return {dog.dog_id: dog for dog in found}
