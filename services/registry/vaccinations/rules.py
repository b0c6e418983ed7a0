"""Whether a vaccination may be written down, and whether it still counts. No I/O."""

from datetime import date, datetime, timedelta
from typing import Literal

from services.registry.city import Rabies
from services.registry.dogs.models import Dog
from services.registry.dogs.rules import age_on, city_day
from services.registry.vaccinations.models import Vaccination
from shared.events import DogVaccinated
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said

Immunity = Literal["VALID", "DUE", "OVERDUE", "TOO_YOUNG", "UNKNOWN"]
LONGEST_LIFE = timedelta(days=30 * 365)


class DogIsDead(Problem):
    title = Said("犬只已死亡", "The dog is dead")


class DogTooYoung(Problem):
    title = Said("犬只未到免疫月龄", "The dog is too young to be vaccinated")


def immunity(valid_until: date | None, age_months: int | None, today: date, law: Rabies) -> Immunity:
    """Where the dog stands today with rabies. Computed when read and never kept."""
    if valid_until is None:
        return "TOO_YOUNG" if age_months is not None and age_months < law.from_months else "UNKNOWN"
    if valid_until < today:
        return "OVERDUE"
    return "DUE" if (valid_until - today).days <= law.renew_days else "VALID"


def vaccinate(dog: Dog, given: Vaccination, now: datetime, law: Rabies) -> DogVaccinated:
    """Refuses what cannot be: the future, a validity that is over, a dead dog, a dog below the age."""
    if not now - LONGEST_LIFE < given.given_at <= now + CLOCK_SKEW:
        raise Unreasonable(
            "接种时间须在过去，请核对 given_at。", "`given_at` must be in the past, within a dog's life."
        )
    day = city_day(given.given_at)
    if given.valid_until <= day:
        raise Unreasonable(
            "有效期须晚于接种日，请核对 valid_until。", "`valid_until` must be a later day than `given_at`."
        )
    if dog.died_at is not None or dog.status in ("DECEASED", "DISPOSED"):
        raise DogIsDead("该犬已死亡，不能登记免疫；请核对编号。", "The dog is dead: check which dog it was.")
    came_as_puppy = dog.age_months is not None and dog.age_months < law.from_months
    age = age_on(day, dog.age_months, dog.found_at) if came_as_puppy else None  # other ages are guesses
    if age is not None and age < law.from_months:
        raise DogTooYoung(
            f"满 {law.from_months} 月龄后才可接种狂犬疫苗；月龄有误请先更正收容登记。",
            f"Rabies is vaccinated from {law.from_months} months; if the age is wrong, correct it at intake.",
            age_months=age,
        )
    return DogVaccinated(
        occurred_at=given.given_at,
        **given.model_dump(include={"dog_id", "vaccination_id", "disease", "product", "manufacturer",
                                    "batch_no", "valid_until"}),
    )  # fmt: skip
