"""Staff look a dog up, with its vaccinations, and count how many there are."""

from datetime import date, datetime

from services.registry.city import CITY
from services.registry.dogs.routes import DogId, DogSummary
from services.registry.dogs.rules import age_on, city_day
from services.registry.dogs.store import dog_of
from services.registry.records import store
from services.registry.vaccinations.rules import Immunity, immunity
from services.registry.vaccinations.store import vaccinations_of
from shared import clock
from shared.doors import STAFF, Doors
from shared.store import Model, Work

doors = Doors(prefix="/registry/v1", tags=["registry"])


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

    status: Immunity
    valid_until: date | None


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


class Counts(Model):
    """How many dogs there are."""

    dogs: int
    vaccinated: int
    by_status: dict[str, int]


@doors.query("/dogs/{dog_id}", *STAFF)
def show_dog(dog_id: DogId, work: Work) -> DogRecord:
    """Everything that the registry knows of a dog, with its vaccinations, the longest valid first."""
    dog = dog_of(dog_id, work)
    given = vaccinations_of(dog_id, work)
    today = city_day(clock.now())
    until = next((one.valid_until for one in given if one.disease == "rabies"), None)
    age = age_on(today, dog.age_months, dog.found_at)
    return DogRecord(
        **dog.model_dump(exclude={"heard"}),
        rabies=Rabies(status=immunity(until, age, today, CITY.rabies), valid_until=until),
        vaccinations=[VaccinationRecord(**one.model_dump(exclude={"dog_id"})) for one in given],
    )


@doors.query("/counts", *STAFF)
def count_dogs(work: Work) -> Counts:
    """How many dogs, how many of them vaccinated, how many of each status (in lower case)."""
    vaccinated, by_status = store.counts(work)
    return Counts(dogs=sum(by_status.values()), vaccinated=vaccinated, by_status=by_status)
