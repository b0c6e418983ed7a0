"""What the registry decides: what the public is told, and whether a vaccination counts. No I/O."""

import re
from datetime import date, datetime, timedelta
from typing import Literal, NamedTuple

from services.registry.city import Rabies, Words
from services.registry.models import Dog, Vaccination
from shared import clock
from shared.custody import CUSTODY
from shared.events import DogVaccinated
from shared.ids import CROCKFORD
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said

Immunity = Literal["VALID", "DUE", "OVERDUE", "TOO_YOUNG", "UNKNOWN"]
LONGEST_LIFE = timedelta(days=30 * 365)


class DogIsDead(Problem):
    title = Said("犬只已死亡", "The dog is dead")


class DogTooYoung(Problem):
    title = Said("犬只未到免疫月龄", "The dog is too young to be vaccinated")


# ---- the tag --------------------------------------------------------------------------------------------

READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
CODE = re.compile(f"[{CROCKFORD}]{{4,32}}")


def tag_code(typed: str) -> str | None:
    """The code as it is kept, from what a person typed (Crockford's rules); none if it cannot be one."""
    code = typed.upper().translate(READ_AS)
    return code if CODE.fullmatch(code) else None


# ---- what the public is told ------------------------------------------------------------------------------


class PublicStatus(NamedTuple):
    """A status that anyone may see: its code, its words, its class in the style sheet."""

    code: str
    words: Words
    look: str


IN_CARE = PublicStatus("IN_CARE", Words(zh="在留检所，由我们照看", en="In our care"), "received")
LOOKS = {"RECEIVED": "holding", "QUARANTINE": "holding", "DISPOSED": "deceased"}  # told as the same


def _told(code: str, words: Said) -> PublicStatus:
    look = LOOKS.get(code, code.lower().replace("_", "-"))
    return PublicStatus(code, Words(zh=words.zh, en=words.en), look)


PUBLIC = {code: _told(code, words) for code in CUSTODY if (words := CUSTODY[code].public)}
OVER = CUSTODY.ends  # nobody can adopt it now
CLAIMABLE = ("RECEIVED", "QUARANTINE", "HOLDING")
IN_A_FAMILY = "FOSTERED"  # for a while; its owner can claim it as before


def public_status(status: str | None, claim_until: datetime | None, died_at: datetime | None) -> PublicStatus:
    """What anyone may know. Treatment, observation and evidence are all plain "in our care".

    So is a dog that nobody can claim: whoever looks need not know why.
    """
    if died_at is not None:
        return PUBLIC["DECEASED"]
    if status in CLAIMABLE and claim_until is None:
        return IN_CARE
    return PUBLIC.get(status or "", IN_CARE)


def can_be_claimed(told: PublicStatus, claim_until: datetime | None, now: datetime) -> bool:
    """Whether "it is mine" leads anywhere."""
    return told.code in (*CLAIMABLE, IN_A_FAMILY) and claim_until is not None and now < claim_until


# ---- vaccination ------------------------------------------------------------------------------------------


def months_between(earlier: date, later: date) -> int:
    """Whole months from one day to another."""
    months = (later.year - earlier.year) * 12 + later.month - earlier.month
    return months - (later.day < earlier.day)


def age_on(day: date, age_months: int | None, found_at: datetime | None) -> int | None:
    """The dog's age in months on a day, from its age when it was found; none if nobody knows."""
    if age_months is None or found_at is None:
        return None
    return max(0, age_months + months_between(city_day(found_at), day))


def city_day(at: datetime) -> date:
    """The day of a moment in the city."""
    return at.astimezone(clock.CITY).date()


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
