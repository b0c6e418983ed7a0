"""The vaccinations on a dog's record."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.registry.vaccinations.models import Vaccination
from shared.store import Work


def vaccinations_of(dog_id: str, work: Work) -> Sequence[Vaccination]:
    """The newest first."""
    of_dog = select(Vaccination).where(Vaccination.dog_id == dog_id)
    return work.exec(of_dog.order_by(col(Vaccination.valid_until).desc())).all()
