"""Makes slips, and finds them again."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.adoption.slips import rules
from services.adoption.slips.asking import From
from services.adoption.slips.models import Slip
from services.adoption.slips.rules import Kind
from shared import clock
from shared.ids import crockford
from shared.sealed import Sealer
from shared.store import Work

MANY_FROM_A_PLACE = 10  # in a day: a family, and its neighbours behind the same address
MANY_OF_A_PHONE = 4


def begin(
    work: Work, seal: Sealer, kind: Kind, record: str, about: str, asked: From,
    name: str, phone: str, email: str | None = None,
) -> Slip:  # fmt: skip
    """The slip of something that was asked for just now; a code is sent for it, unless the desk has asked."""
    slip = Slip(
        reference=crockford(rules.LENGTH), kind=kind, record=record, about=about, made_at=clock.now(),
        place=seal.index(asked.place, "place") if asked.place else "", who="", phone="",
        wants_code=not asked.by,
    )  # fmt: skip
    call(slip, seal, name, phone, email)
    slip.apart = asked.apart or _one_of_many(work, slip)
    work.add(slip)
    return slip


def call(slip: Slip, seal: Sealer, name: str, phone: str, email: str | None) -> None:
    """Under whose name and phone it is found; who they are (`who`) is known when that is proven."""
    slip.called, slip.phone = seal.index(name, "name"), seal.index(phone, "phone")
    slip.email = seal.index(email, "email") if email else ""


def _one_of_many(work: Work, slip: Slip) -> bool:
    since = col(Slip.made_at) > slip.made_at - rules.A_DAY
    of_phone = _count(work, since, Slip.phone == slip.phone, Slip.kind == slip.kind)
    from_place = _count(work, since, Slip.place == slip.place) if slip.place else 0
    return from_place >= MANY_FROM_A_PLACE or of_phone >= MANY_OF_A_PHONE


def _count(work: Work, *where: object) -> int:
    query = sa.select(sa.func.count()).select_from(Slip).where(*where)  # type: ignore[arg-type]
    return work.scalar(query) or 0


def same(work: Work, slip: Slip) -> Sequence[Slip]:
    """Those of the same person for the same thing, which are proven."""
    query = select(Slip).where(
        Slip.who == slip.who, Slip.kind == slip.kind, Slip.about == slip.about, Slip.record != slip.record,
        col(Slip.proven_at).is_not(None),
    )  # fmt: skip
    return work.exec(query.order_by(col(Slip.made_at))).all()


def slip_of(work: Work, kind: str, record: str) -> Slip | None:
    """The latest; none of what was asked for before there were slips."""
    query = select(Slip).where(Slip.record == record, Slip.kind == kind)
    return work.exec(query.order_by(col(Slip.made_at).desc()).limit(1)).first()


def by_reference(work: Work, reference: str) -> Slip:
    """Raises `NoSuchSlip`."""
    plain = rules.read(reference)
    slip = work.get(Slip, plain) if plain else None
    if slip is None:
        raise rules.NoSuchSlip(
            "没有这个编号，请核对；超过一小时未核实的请求已失效。",
            "There is no such number: check it. What was not confirmed within an hour is over.",
        )
    return slip


def wanting(work: Work, most: int) -> list[str]:
    """The numbers of those for whom a code is to be sent, the oldest first."""
    query = select(Slip.reference).where(Slip.wants_code == True)  # noqa: E712
    return list(work.exec(query.order_by(col(Slip.made_at)).limit(most)).all())


def over(work: Work, now: datetime, most: int) -> Sequence[Slip]:
    """Those whose phone nobody has proven in time, and that still wait for it."""
    unproven = select(Slip).where(col(Slip.proven_at).is_(None), col(Slip.ended_at).is_(None))
    late = sa.or_(
        sa.and_(col(Slip.way) != "desk", col(Slip.made_at) < now - rules.LASTS),
        col(Slip.made_at) < now - rules.LASTS_AT_THE_DESK,
    )
    return work.exec(unproven.where(late).order_by(col(Slip.made_at)).limit(most)).all()
