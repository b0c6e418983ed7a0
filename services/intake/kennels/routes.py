"""Doors to the kennels: keep a litter together, clean, disinfect, write down, see how full it is."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sqlmodel import col, select

from services.intake.kennels import capacity, rules, store
from services.intake.kennels.models import Kennel, Litter
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import jurisdiction
from services.intake.roles import CREW, DESK, READERS
from shared import clock
from shared.auth import Who
from shared.doors import STAFF, Doors
from shared.forms import Form, Id
from shared.ids import uuid7
from shared.problems import Unreasonable
from shared.said import Said
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["kennels"])
State = Literal["open", "cleaning", "maintenance"]
Noted = Literal["feeding", "cleaning", "temperature", "incident"]


class UnknownDisinfectant(Unreasonable):
    title = Said("没有这种消毒剂", "Unknown disinfectant")


class NewLitter(Form):
    dogs: list[Id] = Field(min_length=1, max_length=30)


class LitterFormed(Model):
    litter: str
    dogs: list[str]


class Disinfection(Form):
    """`contact_minutes` may be longer than what the agent needs, never shorter."""

    agent: str = Field(max_length=40, examples=["BLEACH"])
    contact_minutes: int | None = Field(default=None, ge=1, le=1440)
    note: str = Field(default="", max_length=500)


class NewState(Form):
    state: State
    note: str = Field(default="", max_length=500)


class Note(Form):
    what: Noted
    note: str = Field(min_length=1, max_length=500)


@doors.command("/litters", *CREW)
def form_litter(asked: NewLitter, work: Work) -> LitterFormed:
    """These dogs are a litter: they may live together, and in a zone of litters they take one place."""
    found = [dog for _, dog in store.in_care(work, asked.dogs)]
    rules.form_litter(found, jurisdiction().puppy_months)
    litter = uuid7()
    for dog in found:
        work.merge(Litter(stay_id=dog.stay_id, litter=litter))
    _look_again(found, work)
    return LitterFormed(litter=litter, dogs=[dog.dog_id for dog in found])


@doors.command("/litters/{litter}/weaning", *CREW)
def wean_litter(litter: str, work: Work) -> LitterFormed:
    """The puppies are weaned: from now on each lives with its like, and the board says what to part."""
    found = store.litter(work, litter)
    for row in work.exec(select(Litter).where(Litter.litter == litter)).all():
        work.delete(row)
    _look_again(found, work)
    return LitterFormed(litter=litter, dogs=[dog.dog_id for dog in found])


def _look_again(dogs: list[Resident], work: Work) -> None:
    for kennel in sorted({dog.kennel for dog in dogs if dog.kennel}):
        store.remember_company(work, kennel)


@doors.command("/kennels/{code}/disinfection", *DESK)
def disinfect(code: str, asked: Disinfection, who: Who, work: Work) -> Kennel:
    """Wets an empty kennel; it takes no dog until the contact time is over, and then does by itself."""
    agent = jurisdiction().disinfectants.get(asked.agent)
    if agent is None:
        known = "、".join(jurisdiction().disinfectants)
        raise UnknownDisinfectant(
            f"没有消毒剂 {asked.agent}，可用：{known}。",
            f"There is no such disinfectant; known are: {known}.",
        )
    kennel = store.kennel_of(work, code)
    rules.disinfect(kennel, agent, asked.contact_minutes, clock.now())
    note = f"{agent.code} {agent.dilution} {asked.note}".strip()
    store.enter_log(work, code, "disinfecting", who.name, note)
    return kennel


@doors.command("/kennels/{code}/state", *DESK)
def change_state(code: str, asked: NewState, who: Who, work: Work) -> Kennel:
    """Takes a kennel out of use for cleaning or repair, or opens it again."""
    kennel = store.kennel_of(work, code)
    rules.change_state(kennel, asked.state, clock.now())
    store.enter_log(work, code, asked.state, who.name, asked.note)
    return kennel


@doors.command("/kennels/{code}/notes", *CREW)
def note(code: str, asked: Note, who: Who, work: Work) -> Note:
    """Writes down what was done or seen at a kennel: feeding, cleaning, temperature, an incident."""
    kennel = store.kennel_of(work, code)
    store.enter_log(work, code, asked.what, who.name, asked.note)
    if asked.what == "cleaning":
        kennel.cleaned_at = clock.now()
    return asked


@doors.query("/kennels/capacity", *READERS)
def show_capacity(work: Work) -> capacity.Capacity:
    """How full the house is, and how full it gets: arrivals per day × mean stay, of the last 30 days."""
    return capacity_of(work, work.exec(select(Kennel)).all(), clock.now())


def capacity_of(work: Work, kennels: Sequence[Kennel], now: datetime) -> capacity.Capacity:
    came, stays = store.came_and_went(work, now, capacity.LOOKS_BACK)
    return capacity.look(kennels, store.how_many(work), came, stays, jurisdiction().capacity_alarm, now)


@doors.query("/kennels/{code}", *CREW)
def show_kennel(code: str, work: Work) -> dict[str, Any]:
    """One kennel, who lives in it, and its log, newest first."""
    kennel = store.kennel_of(work, code)
    return kennel.model_dump() | {
        "dogs": [{"dog_id": dog.dog_id, "stay_no": dog.stay_no} for dog in store.residents(work, code)],
        "log": [entry.model_dump() for entry in store.log_of(work, code)],
    }


@doors.query("/kennels", *STAFF)
def list_kennels(work: Work) -> dict[str, Any]:
    """Every kennel, how many dogs it holds and how many it may hold."""
    kennels: Sequence[Kennel] = work.exec(select(Kennel).order_by(col(Kennel.code))).all()
    return {"kennels": [kennel.model_dump() for kennel in kennels]}
