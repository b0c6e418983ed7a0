"""How many dogs the registry knows, and what has become of them."""

from collections import Counter
from typing import cast

import sqlalchemy as sa
from sqlmodel import col

from services.registry.dogs.models import Dog
from services.registry.vaccinations.models import Vaccination
from shared.store import Work


def counts(work: Work) -> tuple[int, dict[str, int]]:
    """How many dogs are vaccinated, and how many there are of each status; a dead dog is deceased."""
    vaccinated = work.scalar(sa.select(sa.func.count(sa.distinct(col(Vaccination.dog_id)))))
    status = sa.case((col(Dog.died_at).is_not(None), "DECEASED"), else_=col(Dog.status))
    by_status = work.execute(sa.select(status, sa.func.count()).group_by(status))
    dogs: Counter[str] = Counter()
    for code, n in by_status:
        dogs[(code or "unknown").lower()] += n
    return cast(int, vaccinated), dict(sorted(dogs.items()))
