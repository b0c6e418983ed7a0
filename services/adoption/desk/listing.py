"""What the desk finds: what waits, what is set apart, what somebody searches for. A page at a time."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa

from services.adoption.dogs.models import Dog
from services.adoption.my.acts import THINGS
from services.adoption.people.rules import mobile
from services.adoption.slips import rules
from services.adoption.slips.models import Slip
from shared.sealed import KeyMissing, Sealer
from shared.store import Work

Set = Literal["waiting", "apart", "all"]
Sort = Literal["oldest", "newest"]


def id_of(kind: str, row: Any) -> str:
    return str(getattr(row, THINGS[kind].id))


def _key(kind: str) -> Any:
    return sa.inspect(THINGS[kind].rows).c[THINGS[kind].id]


def _slips(kind: str, *where: Any) -> sa.Exists:
    """Whether the row has such a slip; one that was asked for twice has two."""
    return sa.exists().where(sa.inspect(Slip).c.record == _key(kind), *where)


def _in(kind: str, of: Set) -> list[Any]:
    """`apart`: not proven, or one of many from one place or phone. None is lost: it is in one of the two."""
    waiting, status = THINGS[kind].waiting, sa.inspect(THINGS[kind].rows).c.status
    odd = _slips(kind, sa.inspect(Slip).c.apart.is_(True))
    if of == "waiting":
        return [status.in_(waiting), ~odd]
    if of == "apart":
        return [sa.or_(status == "UNPROVEN", sa.and_(status.in_(waiting), odd))]
    return []


def many(work: Work, kind: str, of: Set) -> int:
    return work.scalar(sa.select(sa.func.count()).select_from(THINGS[kind].rows).where(*_in(kind, of))) or 0


def found(
    work: Work, seal: Sealer, kind: str, of: Set = "waiting", q: str = "", sort: Sort = "oldest",
    after: str = "", limit: int = 20,
) -> Sequence[Any]:  # fmt: skip
    """In the order in which they were asked for; `after` is the id of the last one before."""
    key, rows = _key(kind), THINGS[kind].rows
    query = sa.select(rows).where(*_in(kind, of))
    if q.strip():
        query = query.where(_named(kind, q.strip(), seal))
    if after:
        query = query.where(key < after if sort == "newest" else key > after)
    return list(work.scalars(query.order_by(key.desc() if sort == "newest" else key).limit(limit)))


def _named(kind: str, q: str, seal: Sealer) -> Any:
    """By reference, phone or name as they were given, or the dog's number or name: each of them whole."""
    slip, dog = sa.inspect(Slip).c, sa.inspect(Dog).c
    any_of = [_slips(kind, slip.reference == rules.read(q))] if rules.read(q) else []
    try:
        any_of.append(_slips(kind, slip.called == seal.index(q, "name")))
        any_of.append(_slips(kind, slip.phone == seal.index(mobile(q), "phone")))
    except (KeyMissing, ValueError):
        pass  # no key, or no phone
    if kind != "visits":
        wanted = sa.or_(dog.stay_no == q, dog.name == q, dog.dog_id == q)
        any_of.append(sa.inspect(THINGS[kind].rows).c.dog_id.in_(sa.select(dog.dog_id).where(wanted)))
    return sa.or_(*any_of) if any_of else sa.false()
