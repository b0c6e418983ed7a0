"""What is decided about kennels: who may live with whom, and when one takes a dog. Nothing but decisions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.intake.deadlines import Disinfectant, Zone
from services.intake.kennels.models import Kennel, ZoneSeal
from services.intake.two_people import SamePersonTwice
from shared.events import ZoneReopened, ZoneSealed
from shared.problems import Problem, Unreasonable
from shared.said import Said

ALONE = ("OBSERVATION", "EVIDENCE")
MIXED = "mixed"


class KennelFull(Problem):
    title = Said("犬舍已满", "The kennel is full")


class ZoneFull(Problem):
    title = Said("该区没有合适的空位", "No place in the zone")


class KennelNotReady(Problem):
    title = Said("犬舍暂停使用", "The kennel takes no dog now")


class KennelNotEmpty(Problem):
    title = Said("犬舍里还有犬", "The kennel is not empty")


class NotTogether(Problem):
    title = Said("不能同舍", "They cannot live together")


class NotInThisZone(Problem):
    title = Said("不能住这个区", "Not in this zone")


class ZoneIsSealed(Problem):
    title = Said("该区已封锁", "The zone is sealed")


class ZoneIsOpen(Problem):
    title = Said("该区没有封锁", "The zone is not sealed")


class NotInTheHouse(Problem):
    title = Said("寄养在外", "It is with a foster family")


class NoLitter(Unreasonable):
    title = Said("不是一窝", "Not a litter")


@dataclass(frozen=True, slots=True)
class Resident:
    """A dog in our care, as far as it matters for who it lives with."""

    dog_id: str
    stay_id: str
    stay_no: str
    name: str | None
    sex: str
    size: str
    age_months: int | None
    custody_basis: str
    status: str
    kennel: str | None
    litter: str | None
    breed: str = ""
    colour: str = ""
    held_alone: bool = False

    @property
    def alone(self) -> bool:
        return self.held_alone or self.custody_basis in ALONE

    @property
    def called(self) -> str:
        return self.name or self.stay_no


def company(dog: Resident, puppy_months: int) -> str:
    """The kind of company that a dog keeps; only dogs of one kind live together.

    Groups by sex and size are what shelters do (domain §2.2: 太原 by size, sex, temperament, breed). A dog
    under observation for rabies is alone (§2.3), and so is evidence (公安机关办理行政案件程序规定 187: kept
    safe and not swapped) and a dog whose sex nobody has looked at. A litter stays together (§9.6, zone F).
    """
    if dog.alone:
        return f"alone:{dog.stay_id}"
    if dog.litter:
        return f"litter:{dog.litter}"
    if dog.age_months is not None and dog.age_months < puppy_months:
        return f"puppies/{dog.size}"
    return f"alone:{dog.stay_id}" if dog.sex == "unknown" else f"{dog.sex}/{dog.size}"


def company_of(dogs: Iterable[Resident], puppy_months: int) -> str | None:
    """What lives in a kennel: one kind of company, none, or a mixture that nobody is added to."""
    kinds = {company(dog, puppy_months) for dog in dogs}
    return kinds.pop() if len(kinds) == 1 else MIXED if kinds else None


def live_together(dogs: Sequence[Resident], puppy_months: int) -> str:
    """The kind of company that these dogs are. Raises `NotTogether` with the first two that do not go."""
    kinds = [company(dog, puppy_months) for dog in dogs]
    for dog, kind in zip(dogs, kinds, strict=True):
        if kind != kinds[0]:
            raise NotTogether(
                f"{dogs[0].called}与{dog.called}不能同舍：{why_apart(dogs[0], dog)[0]}，请另选犬舍。",
                f"{dogs[0].called} and {dog.called} cannot share a kennel: {why_apart(dogs[0], dog)[1]}. "
                "Choose another.",
            )
    return kinds[0]


def why_apart(one: Resident, other: Resident) -> tuple[str, str]:
    """Why two dogs do not go together, in Chinese and in English."""
    if one.alone or other.alone:
        return "伤人观察和涉案犬须单独饲养", "dogs under observation and evidence live alone"
    if one.litter or other.litter:
        return "同窝的犬不与别的犬混养", "a litter is kept from other dogs"
    if "unknown" in (one.sex, other.sex):
        return "性别未检查的犬须单独饲养", "a dog whose sex is not known lives alone"
    if one.sex != other.sex:
        return "公母不同舍", "males and females live apart"
    return "体型或年龄不同", "they differ in size or age"


def ready(kennel: Kennel, now: datetime) -> None:
    """Whether a kennel takes dogs. Raises `KennelNotReady` with since when or until when it does not."""
    if kennel.state == "disinfecting" and kennel.until and now < kennel.until:
        minutes = -(-(kennel.until - now) // timedelta(minutes=1))
        raise KennelNotReady(
            f"{kennel.code} 正在消毒，还需 {minutes} 分钟，请等待或另选犬舍。",
            f"{kennel.code} is being disinfected for {minutes} more minutes: wait, or choose another.",
            until=kennel.until.isoformat(),
        )
    if kennel.state in ("cleaning", "maintenance"):
        raise KennelNotReady(
            f"{kennel.code} 正在清扫或维修，请先恢复使用或另选犬舍。",
            f"{kennel.code} is in {kennel.state}: open it again first, or choose another.",
        )


def may_move(dog: Resident, left: Kennel | None, to: Kennel, zone: Zone) -> None:
    """Whether a dog may go from one kennel to another. Raises `ZoneIsSealed` or `NotInThisZone`,
    and `NotInTheHouse` for one that lives with a foster family.

    In an outbreak nothing goes in or out of a zone (动物防疫法 31: isolate); within it dogs may be moved
    apart. Death is no move: a dead dog leaves its kennel whatever is sealed (domain §2.7).
    """
    if dog.status == "FOSTERED":
        raise NotInTheHouse(
            f"{dog.called}寄养在外，不在所内，请先登记接回。",
            f"{dog.called} is with a foster family: record that it is back, then give it a kennel.",
        )
    if left is None or left.zone != to.zone:
        for kennel in (left, to):
            cross(dog, kennel.zone if kennel else "", bool(kennel and kennel.sealed))
    suit(dog, zone)


def cross(dog: Resident, zone: str, sealed: bool) -> None:
    """Whether the way in or out of a zone is open. Raises `ZoneIsSealed`."""
    if sealed:
        raise ZoneIsSealed(
            f"{zone} 区因疫情封锁，{dog.called}不能移入或移出，请等兽医解除封锁。",
            f"Zone {zone} is sealed, {dog.called} stays: wait until a vet reopens it.",
        )


def suit(dog: Resident, zone: Zone) -> None:
    """Whether a zone is for such dogs. Raises `NotInThisZone`."""
    if zone.only and dog.status not in zone.only:
        raise NotInThisZone(
            f"{zone.letter} 区只住待领养的犬，{dog.called}还不是，请选别的区。",
            f"Zone {zone.letter} is for dogs that can be adopted; {dog.called} cannot: choose another.",
        )


def form_litter(dogs: Sequence[Resident], puppy_months: int) -> None:
    """Whether these are a litter: puppies, with their mother or without. Raises `NoLitter`."""
    grown = [dog for dog in dogs if dog.age_months is None or dog.age_months >= puppy_months]
    if len(dogs) < 2 or len(grown) > 1 or any(dog.sex != "female" for dog in grown):
        raise NoLitter(
            f"一窝是两只以上、{puppy_months}个月以下的幼犬，最多加一只母犬，请核对月龄和性别。",
            f"A litter is puppies under {puppy_months} months and at most their mother: check age and sex.",
        )


def empty(kennel: Kennel) -> None:
    """Raises `KennelNotEmpty`: what is sprayed or repaired has no dog in it."""
    if kennel.occupied:
        raise KennelNotEmpty(
            f"{kennel.code} 里还有犬，请先移出。", f"{kennel.code} has dogs in it: move them out first."
        )


def disinfect(kennel: Kennel, agent: Disinfectant, minutes: int | None, now: datetime) -> None:
    """The kennel is wet and takes no dog until the contact time, at least the agent's own, is over."""
    if kennel.state == "maintenance":
        ready(kennel, now)
    empty(kennel)
    contact = timedelta(minutes=max(minutes or 0, agent.contact_minutes))
    running = kennel.until if kennel.state == "disinfecting" and kennel.until else now
    kennel.state, kennel.until, kennel.cleaned_at = "disinfecting", max(now + contact, running), now


def change_state(kennel: Kennel, state: str, now: datetime) -> None:
    """Cleaning, maintenance, or open again; a running contact time is not cut short."""
    if kennel.state == "disinfecting":
        ready(kennel, now)
    if state == "maintenance":
        empty(kennel)
    if kennel.state == "cleaning" and state == "open":
        kennel.cleaned_at = now
    kennel.state, kennel.until = state, None


def to_clean(kennel: Kennel, midnight: datetime) -> bool:
    """Once a day while dogs live in it (domain §2.2), and once more when the last of them has left."""
    if kennel.state != "open":
        return kennel.state == "cleaning"
    dirty_since = midnight if kennel.occupied else kennel.left_at
    return dirty_since is not None and (kennel.cleaned_at is None or kennel.cleaned_at < dirty_since)


def seal(zone: str, sealed: ZoneSeal | None, dogs: int, now: datetime) -> ZoneSealed:
    """Nothing goes in or out from now on. Raises `ZoneIsSealed` when it is closed already."""
    if sealed:
        raise ZoneIsSealed(
            f"{zone} 区已经封锁，无需再封。", f"Zone {zone} is sealed already; nothing is left to do."
        )
    return ZoneSealed(occurred_at=now, zone=zone, dogs=dogs)


def reopen(zone: str, sealed: ZoneSeal | None, by: str, because: str, now: datetime) -> ZoneReopened:
    """Another vet than the one who sealed it says that the outbreak is over: it ends holds (domain §2.7).

    Raises `ZoneIsOpen` where nothing was sealed, and `SamePersonTwice`.
    """
    if sealed is None:
        raise ZoneIsOpen(f"{zone} 区没有封锁，请核对。", f"Zone {zone} is not sealed: check the letter.")
    if by == sealed.sealed_by:
        raise SamePersonTwice(
            "封锁人不能解除封锁，请由另一名兽医确认。",
            "Who sealed the zone cannot reopen it: let another vet decide.",
        )
    sealed.reopened_at, sealed.reopened_by, sealed.reopened_because = now, by, because
    return ZoneReopened(occurred_at=now, zone=zone)
