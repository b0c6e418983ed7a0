"""When a dog is in care, and when a family can have it. No database, no clock, no network."""

from datetime import UTC, date, datetime

from services.adoption.dogs.models import Dog, Placement
from services.adoption.law import Law
from shared import clock
from shared.clock import CITY
from shared.custody import CUSTODY
from shared.events import DogBecameAdoptable
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)
OF_CUSTODY, OF_HOLD = "intake:custody", "intake:hold:"  # facets
LEFT = frozenset(CUSTODY.ends)
LOOKED_FOR = ("RECEIVED", "QUARANTINE", "HOLDING", "FOSTERED")  # the tag page says until when, too
RESERVED = Said("已为他人保留，可先看别的犬。", "Already reserved for somebody: look at another dog for now.")
ASK_AT_THE_DESK = Said(
    "暂时不能申请领养；请先看别的犬，或到所咨询。",
    "It cannot be applied for just now: look at another dog, or ask at the desk.",
)


class DogNotInCare(Problem):
    title = Said("犬只不在所", "The dog is not in our care")


class DogNotAdoptable(Problem):
    title = Said("暂不可领养", "Not to be adopted yet")


def city_day(at: datetime) -> date:
    return at.astimezone(CITY).date()


def in_care(dog: Dog) -> bool:
    """Alive, with us, and described. Intake's word counts for the stay that it is about."""
    left = dog.custody_stay == dog.ours.stay_id and dog.status in LEFT
    return dog.custody_basis is not None and dog.died_at is None and dog.ours.gone is None and not left


def check_in_care(dog: Dog) -> None:
    if not in_care(dog):
        raise DogNotInCare(
            f"{_where(dog)}无法办理；请核对编号。",
            "It is not with us: check the number of the dog.",
        )


def _where(dog: Dog) -> str:
    if dog.died_at:
        return "该犬已死亡，"
    return "该犬已回家，" if dog.ours.gone else "该犬已离所，"


def vaccinated(dog: Dog, today: date) -> bool:
    return dog.vaccinated_until is not None and dog.vaccinated_until >= today


def obstacle(dog: Dog, now: datetime, law: Law) -> Said | None:
    """Why nobody can adopt the dog just now, in a sentence for people; none when a family can have it."""
    if not in_care(dog):
        return Said(f"{_where(dog)}不能领养。", "The dog is not in our care.")
    if dog.custody_basis in law.never_adoptable or dog.status in law.never_adoptable:
        return Said("该犬因案留置或观察，不能领养。", "The dog is held by law and cannot be adopted.")
    if dog.ours.open_reclaims:
        return Said("有人正在认领，请等结果。", "Somebody says the dog is theirs: wait for the outcome.")
    if held(dog.held_until, now):
        return _why_held(dog.held_until or FOREVER)
    if dog.claim_until and owner_may_come(dog, now):
        return _until_then(dog.claim_until)
    if not vaccinated(dog, city_day(now)):
        return Said(
            "该犬尚无有效狂犬病免疫，免疫后即可申请。", "Not vaccinated against rabies: apply once it is."
        )
    if dog.ours.reserved_for:
        return RESERVED
    return None


def _until_then(claim_until: datetime) -> Said:
    until = claim_until.astimezone(CITY)
    return Said(
        f"招领期到 {until:%Y-%m-%d %H:%M} 才结束，请在那之后申请。",
        f"Its owner can still claim it until {until:%Y-%m-%d %H:%M}: apply after that.",
    )


def told_obstacle(dog: Dog, now: datetime, law: Law) -> Said | None:
    """The same for everybody, who hears what the tag page says too; all other reasons sound alike."""
    why = obstacle(dog, now, law)
    if why is None or not in_care(dog) or dog.ours.open_reclaims:
        return why
    if until := told_window(dog, now):
        return _until_then(until)
    return RESERVED if dog.ours.reserved_for else ASK_AT_THE_DESK


def told_window(dog: Dog, now: datetime) -> datetime | None:
    """Until when its owner can claim it, where everybody may know that."""
    return dog.claim_until if dog.status in LOOKED_FOR and owner_may_come(dog, now) else None


def owner_may_come(dog: Dog, now: datetime) -> bool:
    """Whether its owner can still claim it."""
    lifted = dog.claim_lifted is not None and dog.claim_lifted == dog.ours.stay_id
    return dog.claim_until is not None and now < dog.claim_until and not lifted


def held(until: datetime | None, now: datetime) -> bool:
    """Whether a hold keeps it here; one that somebody has to end is held until the end of time."""
    return until is not None and now < until


def _why_held(until: datetime) -> Said:
    if until >= FOREVER:
        return Said("有留置未解除，暂不能领养，请先看别的犬。", "It is held for now: look at another dog.")
    on = f"{until.astimezone(CITY):%Y-%m-%d %H:%M}"
    return Said(f"检疫或留置到 {on} 为止，请在那之后申请。", f"It is held until {on}: apply after that.")


def note_hold(dog: Dog, hold_id: str, blocks: list[str], until: datetime | None) -> None:
    """The latest word on one hold; none of its ways out is closed any more when it has ended."""
    dog.holds = {**dog.holds, hold_id: {"blocks": blocks, "until": clock.text(until or FOREVER)}}
    dog.held_until = _latest(dog, "ADOPTED")
    dog.kept_from_owner_until = _latest(dog, "RECLAIMED")


def _latest(dog: Dog, way_out: str) -> datetime | None:
    ends = [clock.parse(word["until"]) for word in dog.holds.values() if way_out in word["blocks"]]
    return max(ends, default=None)


def check_adoptable(dog: Dog, now: datetime, law: Law) -> None:
    if why := obstacle(dog, now, law):
        raise DogNotAdoptable(*why.halves)


def become_adoptable(dog: Dog, now: datetime, law: Law, again: bool = False) -> DogBecameAdoptable | None:
    """Once in a stay: lists the dog when nothing stands in the way.

    `again` says it once more when a reservation, a claim or a hold fell through: others took it for taken.
    """
    ours = dog.ours
    if (ours.listed_at and not again) or ours.stay_id is None or obstacle(dog, now, law):
        return None
    ours.listed_at = ours.listed_at or now
    return DogBecameAdoptable(dog_id=dog.dog_id, stay_id=ours.stay_id, occurred_at=now)


def go_home(dog: Dog, how: str) -> None:
    """The dog leaves our care; what was promised to families is over. Claims may still want an answer."""
    dog.ours.gone, dog.ours.reserved_for, dog.ours.listed_at = how, None, None


def begin_stay(ours: Placement, stay_id: str | None, gone: str | None = None) -> None:
    """The dog is with us again; or was, and is `gone` already."""
    ours.stay_id, ours.gone, ours.reserved_for, ours.listed_at = stay_id, gone, None, None


def is_all_heard(dog: Dog) -> bool:
    """Whether all is known of it that was known when it was last considered: not in the midst of a replay."""
    return all(dog.heard.get(facet, 0) >= said for facet, said in dog.ours.heard.items())


def take_note(dog: Dog) -> bool:
    """Follows what is new of it since it was last considered; says whether a hold has ended.

    A stay that we neither made nor left behind is one that intake opened.
    """
    ours, news = dog.ours, {facet for facet, said in dog.heard.items() if said > dog.ours.heard.get(facet, 0)}
    ours.heard = dog.heard
    if OF_CUSTODY in news and dog.custody_stay not in (ours.stay_id, *ours.behind):
        begin_stay(ours, dog.custody_stay)
    return any(not hold["blocks"] for id, hold in dog.holds.items() if OF_HOLD + id in news)


def moment_of(said: datetime | None, now: datetime) -> datetime:
    """When it happened, if somebody said so; not in the future."""
    if said and said > now + CLOCK_SKEW:
        raise Unreasonable("时间不能晚于现在，请更正。", "It cannot happen in the future: correct the time.")
    return said or now


def left_at(dog: Dog, said: datetime | None, now: datetime) -> datetime:
    """When it was handed over; a dog that nobody had found yet cannot leave. Raises `Unreasonable`."""
    at = moment_of(said, now)
    if dog.found_at and at < dog.found_at:
        raise Unreasonable(
            "交接不能早于该犬被发现，请更正时间。",
            "It was found later than that: correct the time.",
            found_at=dog.found_at.isoformat(),
        )
    return at
