"""Named reads of who lives where, and the log on the kennel's door."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.holds.models import Hold
from services.intake.kennels import rules
from services.intake.kennels.models import Kennel, KennelEntry, Litter, ZoneSeal
from services.intake.kennels.rules import Resident
from services.intake.law.deadlines import Zone, jurisdiction
from services.intake.stays.models import Dog, Stay
from shared import clock
from shared.ids import uuid7
from shared.problems import NotFound
from shared.store import Work

AWAY = "FOSTERED"


def company_for(work: Work, stay: Stay, dog: Dog | None) -> str:
    """Whom a dog that comes in may live with; it belongs to no litter yet."""
    dog = dog or work.get_one(Dog, stay.dog_id)
    held = work.exec(select(col(Stay.id)).where(col(Stay.id) == stay.id, _HELD_ALONE)).first()
    return rules.company(_resident(stay, dog, None, held is not None), jurisdiction().puppy_months)


def kennel_of(work: Work, code: str) -> Kennel:
    """As the store has it now, not as this work has seen it before. Raises `NotFound`."""
    found = work.get(Kennel, code, populate_existing=True)
    if found is None:
        raise NotFound(
            f"没有犬舍 {code}，编号如 A07。",
            f"There is no kennel {code}: codes are such as A07.",
            kennel=code,
        )
    return found


def zone_of(letter: str) -> Zone:
    """Raises `NotFound` for a zone that the house does not have."""
    for zone in jurisdiction().zones:
        if zone.letter == letter:
            return zone
    raise NotFound(
        f"没有 {letter} 区，请用看板上的字母。", f"There is no zone {letter}: use a letter of the board."
    )


def seal_on(work: Work, zone: str) -> ZoneSeal | None:
    """What closes that zone now. Raises `NotFound` for a zone that the house does not have."""
    closing = select(ZoneSeal).where(
        ZoneSeal.zone == zone_of(zone).letter, col(ZoneSeal.reopened_at).is_(None)
    )
    return work.exec(closing).first()


def seals_on(work: Work) -> dict[str, ZoneSeal]:
    """What closes which zone now."""
    closing = select(ZoneSeal).where(col(ZoneSeal.reopened_at).is_(None))
    return {seal.zone: seal for seal in work.exec(closing).all()}


def mark_sealed(work: Work, zone: str, sealed: bool) -> None:
    """Closes or opens every kennel of the zone."""
    work.sql(sa.update(Kennel).where(col(Kennel.zone) == zone).values(sealed=sealed))


_HELD_ALONE = (
    sa.exists()
    .where(col(Hold.stay_id) == col(Stay.id), col(Hold.kind).in_(("RABIES_OBSERVATION", "EVIDENCE")))
    .where(col(Hold.released_at).is_(None))
)
_SEEN = (
    select(Stay, Dog, Litter.litter, _HELD_ALONE)
    .join(Dog, col(Dog.id) == col(Stay.dog_id))
    .join(Litter, col(Litter.stay_id) == col(Stay.id), isouter=True)
    .where(col(Stay.outcome).is_(None))
    .order_by(col(Stay.kennel), col(Stay.stay_no))
)


def residents(work: Work, kennel: str | None = None) -> list[Resident]:
    """Who lives in a kennel, or in all of them."""
    housed = col(Stay.kennel).is_not(None) if kennel is None else col(Stay.kennel) == kennel
    return [_resident(*row) for row in work.exec(_SEEN.where(housed)).all()]


def homeless(work: Work, most: int) -> list[Resident]:
    """Dogs in our care for whom no kennel was free, first come first."""
    waiting = _SEEN.where(col(Stay.kennel).is_(None), col(Stay.status) != AWAY)
    return [_resident(*row) for row in work.exec(waiting.limit(most)).all()]


def how_many(work: Work) -> int:
    """All dogs in the house, with a kennel or without; those with foster families are not in it."""
    here = select(sa.func.count()).select_from(Stay)
    here = here.where(col(Stay.outcome).is_(None), col(Stay.status) != AWAY)
    return work.exec(here).one()


def in_care(work: Work, dog_ids: Iterable[str]) -> list[tuple[Stay, Resident]]:
    """The open stays of these dogs, in their order. Raises `NotFound` for one that is not here."""
    found = []
    for dog_id in dict.fromkeys(dog_ids):
        rows = work.exec(_SEEN.where(col(Stay.dog_id) == dog_id)).all()
        if not rows:
            raise NotFound(f"{dog_id} 不在所。", f"Dog {dog_id} is not in our care: look at the board again.")
        found.append((rows[-1][0], _resident(*rows[-1])))
    return found


def litter(work: Work, litter: str) -> list[Resident]:
    """Who is in it. Raises `NotFound`."""
    rows = work.exec(_SEEN.where(col(Litter.litter) == litter)).all()
    if not rows:
        raise NotFound("没有这一窝，请刷新看板。", f"There is no litter {litter}: look at the board again.")
    return [_resident(*row) for row in rows]


def staying(work: Work, stay_id: str) -> tuple[Stay, Resident]:
    """An open stay. Raises `NotFound` for one that is over or was never begun."""
    row = work.exec(_SEEN.where(col(Stay.id) == stay_id)).first()
    if row is None:
        raise NotFound(
            f"{stay_id} 不在所，请刷新看板。", f"Stay {stay_id} is not open: look at the board again."
        )
    return row[0], _resident(*row)


def _resident(stay: Stay, dog: Dog, litter: str | None, held_alone: bool) -> Resident:
    return Resident(
        dog.id, stay.id, stay.stay_no, dog.name, dog.sex, dog.size, dog.age_months, stay.custody_basis,
        stay.status, stay.kennel, litter, dog.breed, dog.colour, held_alone,
    )  # fmt: skip


def remember_company(work: Work, kennel: str) -> None:
    """Writes down what lives in a kennel, so that the next dog is put with its like."""
    living = rules.company_of(residents(work, kennel), jurisdiction().puppy_months)
    work.sql(sa.update(Kennel).where(col(Kennel.code) == kennel).values(company=living))


def remember_companies(work: Work) -> None:
    """On every start: of kennels that were filled before anybody wrote down with whom."""
    unknown = select(Kennel.code).where(col(Kennel.occupied) > 0, col(Kennel.company).is_(None))
    for kennel in work.exec(unknown).all():
        remember_company(work, kennel)


_ENTER = sa.insert(KennelEntry)


def enter_log(
    work: Work, kennel: str, what: str, by: str, note: str = "", stay_id: str | None = None
) -> None:
    """One more line in the kennel's log (domain §2.2)."""
    row = {"id": uuid7(), "kennel": kennel, "at": clock.now(), "what": what, "stay_id": stay_id}
    work.sql(_ENTER, row | {"note": note, "by": by})


def log_of(work: Work, kennel: str, most: int = 20) -> Sequence[KennelEntry]:
    """The latest lines, newest first."""
    return work.exec(
        select(KennelEntry)
        .where(KennelEntry.kennel == kennel)
        .order_by(col(KennelEntry.id).desc())
        .limit(most)
    ).all()


def last_of(work: Work, kennel: str, *whats: str) -> KennelEntry | None:
    """The latest line of these kinds."""
    these = select(KennelEntry).where(KennelEntry.kennel == kennel, col(KennelEntry.what).in_(whats))
    return work.exec(these.order_by(col(KennelEntry.id).desc()).limit(1)).first()


def came_and_went(work: Work, now: datetime, days: int) -> tuple[int, list[timedelta]]:
    """How many dogs came in the last `days`, and how long those stayed that left in them."""
    since = now - timedelta(days=days)
    arrived = col(Stay.opened_at).between(since, now)
    came = work.exec(select(sa.func.count()).select_from(Stay).where(arrived)).one()
    left = work.exec(
        select(Stay.opened_at, Stay.closed_at).where(col(Stay.closed_at).between(since, now))
    ).all()
    return came, [closed - opened for opened, closed in left if opened and closed]
