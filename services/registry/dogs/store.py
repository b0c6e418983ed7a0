"""The dogs that the registry has heard of."""

from collections.abc import Sequence

from sqlmodel import select

from services.registry.dogs.models import Dog
from shared.problems import NotFound
from shared.store import Work


def row_of(dog_id: str, work: Work) -> Dog:
    """The dog's row; a new one when this is the first word of it."""
    dog = work.get(Dog, dog_id)
    if dog is None:
        dog = Dog(dog_id=dog_id)
        work.add(dog)
    return dog


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
