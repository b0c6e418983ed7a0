"""The registry's doors: a dog is vaccinated, looked up, counted."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import ConfigDict, StringConstraints

from services.registry import rules, store
from services.registry.city import CITY
from services.registry.models import Vaccination
from shared import clock, moments
from shared.doors import STAFF, Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.store import Model, Work

doors = Doors(prefix="/registry/v1", tags=["registry"])
Line = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
GivenAt = Annotated[moments.WrittenEither, moments.KNOWN, moments.PAST]
ValidUntil = Annotated[moments.Day, moments.ahead(1827)]  # five years: no vaccine is licensed for longer
DogId = Annotated[
    str, Path(max_length=64, pattern=r"^[\w-]+$", examples=["0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01"])
]

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

    product: Line
    manufacturer: Line
    batch_no: Line
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


class VaccinationRecord(Model):
    """One vaccination as it was given."""

    vaccination_id: str
    disease: str
    product: str
    manufacturer: str
    batch_no: str
    given_at: datetime
    valid_until: date
    vet_licence: str


class Rabies(Model):
    """Where the dog stands today with rabies."""

    status: rules.Immunity
    valid_until: date | None


class DogSummary(Model):
    """Who a dog is, in short."""

    dog_id: str
    stay_no: str | None
    name: str | None
    status: str | None
    chip: str | None


class DogRecord(DogSummary):
    """All that the registry knows of a dog. `age_months` is its age when it was found."""

    sex: str | None
    breed: str | None
    colour: str | None
    age_months: int | None
    size: str | None
    division: str | None
    external_ref: str | None
    found_at: datetime | None
    claim_until: datetime | None
    died_at: datetime | None
    rabies: Rabies
    vaccinations: list[VaccinationRecord]


class DogPage(Model):
    """Some dogs, and where to go on: `after` for the next page, none on the last."""

    dogs: list[DogSummary]
    next: str | None


class Counts(Model):
    """How many dogs there are."""

    dogs: int
    vaccinated: int
    by_status: dict[str, int]


@doors.command("/dogs/{dog_id}/vaccinations", "vet")
def vaccinate_dog(dog_id: DogId, body: NewVaccination, work: Work) -> Vaccinated:
    """Records a rabies vaccination. 404 for an unknown dog, 409 for a dead or too young one."""
    dog = store.dog_of(dog_id, work)
    now = clock.now()
    given = Vaccination(
        vaccination_id=uuid7(), dog_id=dog_id, disease="rabies", given_at=body.given_at,
        **body.model_dump(exclude={"given_at"}),
    )  # fmt: skip
    work.publish(rules.vaccinate(dog, given, now, CITY.rabies))
    work.add(given)
    status = rules.immunity(given.valid_until, None, rules.city_day(now), CITY.rabies)
    return Vaccinated(
        vaccination_id=given.vaccination_id, dog_id=dog_id, status=status, valid_until=given.valid_until
    )


@doors.query("/dogs/{dog_id}", *STAFF)
def show_dog(dog_id: DogId, work: Work) -> DogRecord:
    """Everything that the registry knows of a dog, with its vaccinations, the longest valid first."""
    dog = store.dog_of(dog_id, work)
    given = store.vaccinations_of(dog_id, work)
    today = rules.city_day(clock.now())
    until = next((one.valid_until for one in given if one.disease == "rabies"), None)
    age = rules.age_on(today, dog.age_months, dog.found_at)
    return DogRecord(
        **dog.model_dump(exclude={"heard"}),
        rabies=Rabies(status=rules.immunity(until, age, today, CITY.rabies), valid_until=until),
        vaccinations=[VaccinationRecord(**one.model_dump(exclude={"dog_id"})) for one in given],
    )


@doors.query("/dogs", *STAFF)
def list_dogs(
    work: Work, after: Annotated[str, Query(max_length=64, pattern=r"^[\w-]*$")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> DogPage:  # fmt: skip
    """All dogs, page by page: give the last answer's `next` as `after`."""
    dogs = [
        DogSummary(**dog.model_dump(include=set(DogSummary.model_fields)))
        for dog in store.dogs_after(after, limit, work)
    ]
    return DogPage(dogs=dogs, next=dogs[-1].dog_id if len(dogs) == limit else None)


@doors.query("/counts", *STAFF)
def count_dogs(work: Work) -> Counts:
    """How many dogs, how many of them vaccinated, how many of each status (in lower case)."""
    vaccinated, by_status = store.counts(work)
    return Counts(dogs=sum(by_status.values()), vaccinated=vaccinated, by_status=by_status)
