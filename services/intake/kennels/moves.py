"""Doors by which dogs change kennels: one dog, a group that splits or merges, and many at once."""

from pydantic import Field

from services.intake.holds import store as holds
from services.intake.kennels import places, rules, store
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import jurisdiction
from services.intake.roles import DESK
from services.intake.stays import rules as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.forms import Form, Id
from shared.problems import Problem
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["kennels"])
MOST = 200  # moves in one request
CODE = Field(max_length=4, pattern=r"^[A-Z][0-9]{2,3}$", examples=["B05"])


class Move(Form):
    """Dogs that go to one kennel together: all of them, or none."""

    dogs: list[Id] = Field(min_length=1, max_length=50)
    to: str = CODE
    because: str = Field(default="", max_length=500)


class Merge(Form):
    """Everybody in these kennels goes to one: all of them, or none."""

    kennels: list[Id] = Field(min_length=1, max_length=20, examples=[["B05"]])
    to: str = CODE
    because: str = Field(default="", max_length=500)


class Moved(Model):
    kennel: str
    dogs: list[Id]


class OneMove(Form):
    """One stay, and its kennel; or a zone, in which it gets the first place that suits it."""

    stay_id: str = Field(max_length=40)
    to: str = Field(max_length=4, pattern=r"^[A-Z]([0-9]{2,3})?$", examples=["B"])


class ManyMoves(Form):
    moves: list[OneMove] = Field(min_length=1, max_length=MOST)
    because: str = Field(default="", max_length=500)


class Refusal(Model):
    """Why a move was refused, as an error says it."""

    type: str
    title: str
    detail: str


class MoveAnswer(Model):
    """Where the dog lives now; `refused` says why, if that is not where it was to go."""

    stay_id: str
    dog_id: str | None = None
    left: str | None = Field(default=None, description="where it lived before")
    kennel: str | None = None
    refused: Refusal | None = None


class ManyMoved(Model):
    moved: int
    moves: list[MoveAnswer]


@doors.command("/kennels/moves", *DESK)
def move(asked: Move, who: Who, work: Work) -> Moved:
    """Moves one dog, or splits a group: the dogs that are named go, the others stay."""
    return _move(store.in_care(work, asked.dogs), asked.to, who, asked.because, work)


@doors.command("/kennels/merges", *DESK)
def merge(asked: Merge, who: Who, work: Work) -> Moved:
    """Puts whole groups together in one kennel."""
    codes = [store.kennel_of(work, code).code for code in asked.kennels]
    dogs = [dog.dog_id for code in codes for dog in store.residents(work, code)]
    return _move(store.in_care(work, dogs), asked.to, who, asked.because, work)


@doors.command("/kennels/bulk-moves", *DESK)
def move_many(asked: ManyMoves, who: Who, work: Work) -> ManyMoved:
    """Moves many stays, in their order. Each is answered for itself: one refusal holds up nobody else."""
    answers = [_attempt(one, who, asked.because, work) for one in asked.moves]
    return ManyMoved(moved=sum(answer.refused is None for answer in answers), moves=answers)


def _attempt(asked: OneMove, who: Who, because: str, work: Work) -> MoveAnswer:
    facts = list(work.facts)
    answer = MoveAnswer(stay_id=asked.stay_id)
    try:
        with work.begin_nested():
            stay, dog = store.staying(work, asked.stay_id)
            answer.dog_id, answer.left, answer.kennel = dog.dog_id, dog.kennel, dog.kennel
            code = asked.to if len(asked.to) > 1 else _place_in(asked.to, dog, work)
            answer.kennel = _move([(stay, dog)], code, who, because, work).kennel
    except Problem as problem:
        work.facts = facts
        kind = f"/problems/{type(problem).__name__}"
        answer.refused = Refusal(type=kind, title=problem.title, detail=problem.detail)
    return answer


def _place_in(letter: str, dog: Resident, work: Work) -> str:
    """The dog's own kennel if it lives in that zone already, else one that suits it."""
    zone = store.zone_of(letter)
    if dog.kennel and dog.kennel[0] == letter:
        return dog.kennel
    rules.cross(dog, letter, store.seal_on(work, letter) is not None)
    rules.suit(dog, zone)
    code = places.suitable(work, zone, rules.company(dog, jurisdiction().puppy_months))
    if code is None:
        raise rules.ZoneFull(
            f"{letter} 区没有适合{dog.called}的空位，请另选一区，或先移舍、并群腾出犬舍。",
            f"Zone {letter} has no place that suits {dog.called}: choose another, or empty a kennel first.",
        )
    return code


def _move(named: list[tuple[Stay, Resident]], code: str, who: Who, because: str, work: Work) -> Moved:
    now, law = clock.now(), jurisdiction()
    to = store.kennel_of(work, code)
    zone = store.zone_of(to.zone)
    movers = [(stay, dog) for stay, dog in named if dog.kennel != code]
    rules.ready(to, now)
    for _, dog in movers:
        rules.may_move(dog, store.kennel_of(work, dog.kennel) if dog.kennel else None, to, zone)
    together = [*store.residents(work, code), *(dog for _, dog in movers)]
    company = rules.live_together(together, law.puppy_months) if movers else ""
    for stay, dog in movers:
        places.leave(work, stay, who.name, because)
        if not places.take_this(work, code, company, zone.by_litter):
            raise rules.KennelFull(
                f"{code} 只有 {to.capacity} 位，放不下，请另选犬舍或少移几只。",
                f"{code} has {to.capacity} places and no room: choose another, or move fewer.",
            )
        work.publish(stays.house(stay, code, now))
        store.enter_log(work, code, "moved_in", who.name, because, stay.id)
        if dog.kennel:
            store.remember_company(work, dog.kennel)
        else:
            holds.start_quarantine(work, stay, now)
    return Moved(kennel=code, dogs=[dog.dog_id for _, dog in named])
