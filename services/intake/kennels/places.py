"""Places in kennels, counted by the store: two who want the last one do not both get it."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.kennels import store
from services.intake.kennels.models import Kennel
from services.intake.law.deadlines import Zone
from services.intake.stays.models import Stay
from shared import clock
from shared.store import Work


def take_place(work: Work, zones: Sequence[str], company: str) -> str | None:
    """A place with its like, else in an empty kennel, zones in order; none where all are full."""
    for zone in zones:
        if kennel := work.sql(_TAKE, _wanted(zone, company)).scalar():
            return str(kennel)
    return None


def take_this(work: Work, kennel: str, company: str, by_litter: bool) -> bool:
    """A place in this very kennel, unless it is full. In its zone a litter takes one, however many it is."""
    changed = {"company": company, "state": "open", "until": None}
    one_litter = by_litter and company.startswith("litter:")
    joins = col(Kennel.company) == company if one_litter else sa.false()
    taking = (
        sa.update(Kennel)
        .where(col(Kennel.code) == kennel, sa.or_(joins, col(Kennel.occupied) < col(Kennel.capacity)))
        .values(occupied=col(Kennel.occupied) + sa.case((joins, 0), else_=1), **changed)
        .returning(col(Kennel.code))
    )
    return work.sql(taking).scalar() is not None


def take_again(work: Work, kennel: str, company: str) -> bool:
    """Its place in the kennel that it left a moment ago, sealed or not: it had never gone."""
    free = sa.or_(col(Kennel.occupied) == 0, col(Kennel.company) == company)
    still = sa.select(col(Kennel.code)).where(col(Kennel.code) == kennel, free, _READY)
    if work.sql(still, {"at": clock.now()}).scalar() is None:
        return False
    return take_this(work, kennel, company, store.zone_of(kennel[0]).by_litter)


def suitable(work: Work, zone: Zone, company: str) -> str | None:
    """Where in a zone a dog could go: to its litter, to its like, or to an empty kennel. Takes nothing."""
    if zone.by_litter and company.startswith("litter:"):
        there = select(Kennel.code).where(Kennel.zone == zone.letter, Kennel.company == company)
        if kennel := work.exec(there).first():
            return kennel
    return work.sql(_WITH_ROOM, _wanted(zone.letter, company)).scalar()


def leave(work: Work, stay: Stay, by: str = "", because: str = "") -> None:
    """The dog is no longer in its kennel; the last of a litter gives its place back."""
    left, stay.kennel = stay.kennel, None
    if left is None:
        return
    work.sql(_LEAVE, {"left": left, "now": clock.now()})
    store.enter_log(work, left, "moved_out", by, because, stay.id)


def _wanted(zone: str, company: str) -> dict[str, object]:
    return {"in_zone": zone, "with_company": company, "at": clock.now()}


_READY = sa.or_(
    col(Kennel.state) == "open",
    sa.and_(col(Kennel.state) == "disinfecting", col(Kennel.until) <= sa.bindparam("at")),
)
_WITH_ROOM = (  # built once: one of the two busiest statements of a night
    sa.select(col(Kennel.code))
    .where(
        col(Kennel.zone) == sa.bindparam("in_zone"),
        col(Kennel.occupied) < col(Kennel.capacity),
        sa.or_(col(Kennel.occupied) == 0, col(Kennel.company) == sa.bindparam("with_company")),
        col(Kennel.sealed).is_(False),
        _READY,
    )
    .order_by(col(Kennel.occupied) == 0, col(Kennel.code))
    .limit(1)
)
_TAKE = (
    sa.update(Kennel)
    .where(col(Kennel.code) == _WITH_ROOM.scalar_subquery(), col(Kennel.occupied) < col(Kennel.capacity))
    .values(occupied=col(Kennel.occupied) + 1, company=sa.bindparam("with_company"), state="open", until=None)
    .returning(col(Kennel.code))
)
_STAYING = (
    sa.select(sa.func.count())
    .select_from(Stay)
    .where(col(Stay.kennel) == sa.bindparam("left"))
    .scalar_subquery()
)
_LEAVE = (  # never fewer places than dogs need, so a litter keeps its one until the last of it goes
    sa.update(Kennel)
    .where(col(Kennel.code) == sa.bindparam("left"))
    .values(
        occupied=sa.case((col(Kennel.occupied) > _STAYING, _STAYING), else_=col(Kennel.occupied)),
        company=sa.case((_STAYING > 0, col(Kennel.company)), else_=None),
        left_at=sa.bindparam("now"),
    )
)
