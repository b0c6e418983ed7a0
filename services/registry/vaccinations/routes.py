"""The vet's door: a dog is vaccinated."""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, StringConstraints

from services.registry.city import CITY
from services.registry.dogs.routes import DogId
from services.registry.dogs.rules import city_day
from services.registry.dogs.store import dog_of
from services.registry.vaccinations import rules
from services.registry.vaccinations.models import Vaccination
from shared import clock, moments
from shared.doors import Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.persons import nobody
from shared.store import Model, Work

doors = Doors(prefix="/registry/v1", tags=["registry"])
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
ToldLine = Annotated[Line, AfterValidator(nobody)]  # the public feed tells it
GivenAt = Annotated[moments.WrittenEither, moments.KNOWN, moments.PAST]
ValidUntil = Annotated[moments.Day, moments.ahead(1827)]  # five years: no vaccine is licensed for longer
EXAMPLE: Any = {
    "product": "狂犬病灭活疫苗",
    "manufacturer": "示例生物",
    "batch_no": "20260501",
    "given_at": "2026-07-14T10:30:00+08:00",
    "valid_until": "2027-07-13",
    "vet_licence": "A012026001",
}


class NewVaccination(Form):
    """What the vial and the vet's licence say. A day without a time begins at midnight in the city."""

    product: ToldLine
    manufacturer: ToldLine
    batch_no: ToldLine
    given_at: GivenAt
    valid_until: ValidUntil
    vet_licence: Line

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})


class Vaccinated(Model):
    """The vaccination is on the dog's record; `status` is where it stands today."""

    vaccination_id: str
    dog_id: str
    status: rules.Immunity
    valid_until: date


@doors.command("/dogs/{dog_id}/vaccinations", "vet")
def vaccinate_dog(dog_id: DogId, body: NewVaccination, work: Work) -> Vaccinated:
    """Records a rabies vaccination. 404 for an unknown dog, 409 for a dead or too young one."""
    dog = dog_of(dog_id, work)
    now = clock.now()
    given = Vaccination(
        vaccination_id=uuid7(), dog_id=dog_id, disease="rabies", given_at=body.given_at,
        **body.model_dump(exclude={"given_at"}),
    )  # fmt: skip
    work.publish(rules.vaccinate(dog, given, now, CITY.rabies))
    work.add(given)
    status = rules.immunity(given.valid_until, None, city_day(now), CITY.rabies)
    return Vaccinated(
        vaccination_id=given.vaccination_id, dog_id=dog_id, status=status, valid_until=given.valid_until
    )
