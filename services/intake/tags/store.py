"""Tags in the store: who has which, what is left of a batch, and who did what."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.stays.models import Dog, Stay
from services.intake.tags import rules
from services.intake.tags.models import BlankTag, Tag, TagBatch, TagChange
from services.intake.tags.states import TAG
from shared.ids import crockford, uuid7
from shared.problems import NotFound
from shared.store import Work

BATCHES = "TAG-BATCH"


def tag(work: Work, shown: str) -> Tag:
    """Raises `TagUnreadable`, `NoSuchTag`."""
    code = rules.read_code(shown)
    found = work.get(Tag, code)
    if found is None:
        raise rules.NoSuchTag(
            f"没有犬戴过 {code}，请核对牌上的 12 个字符。",
            f"No dog has ever worn {code}: check the 12 characters on the tag.",
        )
    return found


def worn_by(work: Work, dog_id: str) -> Tag | None:
    """The tag that the dog wears now."""
    return work.exec(select(Tag).where(Tag.dog_id == dog_id, Tag.status == "ACTIVE")).first()


def latest_tag(dog_id: sa.SQLColumnExpression[str]) -> sa.ScalarSelect[str]:
    """The code of the tag that a dog wears, else of the last one that it wore."""
    worn = sa.inspect(Tag, raiseerr=True).local_table.alias("latest_tag").c
    return (
        sa.select(worn.code)
        .where(worn.dog_id == dog_id)
        .order_by(worn.status != "ACTIVE", worn.issued_at.desc())
        .limit(1)
        .scalar_subquery()
    )


def code_for(work: Work, dog_id: str, shown: str | None, now: datetime) -> str:
    """The code for a dog's new tag: off a label that was printed before, else one that nobody has had.

    Raises `TagUnreadable`, `TagUnknown`, `TagUsed`. A label is given away in one statement, and so only once.
    """
    if not shown:
        return crockford()
    code = rules.read_code(shown)
    given = (
        sa.update(BlankTag)
        .where(col(BlankTag.code) == code, col(BlankTag.dog_id).is_(None))
        .values(dog_id=dog_id, bound_at=now)
    )
    if work.sql(given).rowcount:
        return code
    raise _taken(work, code)


def must_be_free(work: Work, shown: str) -> None:
    """Whether a label that was printed before can be given to a dog. Raises as `code_for`."""
    code = rules.read_code(shown)
    free = select(BlankTag.code).where(BlankTag.code == code, col(BlankTag.dog_id).is_(None))
    if work.exec(free).first() is None:
        raise _taken(work, code)


def _taken(work: Work, code: str) -> rules.TagUsed | rules.TagUnknown:
    if wearer := work.get(Tag, code):
        stay_no = work.exec(
            select(Stay.stay_no).where(Stay.dog_id == wearer.dog_id).order_by(col(Stay.stay_no).desc())
        ).first()
        given = TAG.called(wearer.status)
        return rules.TagUsed(
            f"犬牌 {code} 已发给 {stay_no}（{given.zh}），一号只用一次。"
            "请换一张没用过的，或不填牌号由系统发新号。",
            f"Tag {code} was given to {stay_no} and is {given.en}; a code is used once: take another, "
            "or leave the code out.",
            stay_no=stay_no,
        )
    return rules.TagUnknown(
        f"没有印过 {code}。请核对牌上的 12 个字符，或不填牌号由系统发新号。",
        f"No tag {code} was ever printed: check the 12 characters, or leave the code out for a new one.",
    )


def note(work: Work, code: str, status: str, by: str, why: str, at: datetime) -> None:
    """Enters in the tag's history what was done."""
    work.add(TagChange(id=uuid7(), code=code, status=status, at=at, by=by, why=why))


def history(work: Work, code: str) -> Sequence[TagChange]:
    """Oldest first."""
    return work.exec(select(TagChange).where(TagChange.code == code).order_by(col(TagChange.id))).all()


def batch(work: Work, batch_id: str) -> TagBatch:
    """Raises `NotFound`."""
    found = work.get(TagBatch, batch_id)
    if found is None:
        raise NotFound(
            f"没有编号为 {batch_id} 的批次。",
            f"No such batch {batch_id}: GET /intake/v1/tag-batches lists them.",
        )
    return found


def labels_of(work: Work, batch_id: str) -> Sequence[BlankTag]:
    """In the order in which they are printed."""
    return work.exec(
        select(BlankTag).where(BlankTag.batch_id == batch_id).order_by(col(BlankTag.position))
    ).all()


def batches(work: Work, before: int | None, limit: int) -> Sequence[tuple[TagBatch, int]]:
    """Newest first, each with how many of its labels have a dog."""
    bound = select(sa.func.count()).where(BlankTag.batch_id == TagBatch.id, col(BlankTag.dog_id).is_not(None))
    query = select(TagBatch, bound.correlate(TagBatch).scalar_subquery())
    if before is not None:
        query = query.where(col(TagBatch.number) < before)
    return work.exec(query.order_by(col(TagBatch.number).desc()).limit(limit)).all()


def of_stays(work: Work, stay_nos: Sequence[str]) -> list[tuple[Stay, Dog, Tag | None]]:
    """These stays with their dogs and the tags that those wear, in this order. Raises `NotFound`."""
    query = (
        select(Stay, Dog, Tag)
        .join(Dog, col(Dog.id) == Stay.dog_id)
        .outerjoin(Tag, sa.and_(col(Tag.dog_id) == Stay.dog_id, col(Tag.status) == "ACTIVE"))
        .where(col(Stay.stay_no).in_(stay_nos))
    )
    found = {stay.stay_no: (stay, dog, tag) for stay, dog, tag in work.exec(query)}
    if missing := [one for one in stay_nos if one not in found]:
        raise NotFound(
            f"没有这些收容编号：{'、'.join(missing)}。请核对。",
            f"There are no such stays: {', '.join(missing)}. Check their numbers.",
            stays=missing,
        )
    return [found[one] for one in dict.fromkeys(stay_nos)]


def worn_in_care(work: Work, limit: int) -> Sequence[tuple[Tag, Dog, Stay]]:
    """Tags of dogs that are here, newest first."""
    return work.exec(
        select(Tag, Dog, Stay)
        .join(Dog, col(Dog.id) == Tag.dog_id)
        .join(Stay, col(Stay.dog_id) == Dog.id)
        .where(Tag.status == "ACTIVE", col(Stay.closed_at).is_(None))
        .order_by(col(Tag.issued_at).desc(), col(Stay.stay_no).desc())
        .limit(limit)
    ).all()


def bare_in_care(work: Work, limit: int) -> Sequence[tuple[Dog, Stay]]:
    """Dogs that are here and wear no tag."""
    wearing = select(Tag.dog_id).where(Tag.dog_id == Dog.id, Tag.status == "ACTIVE").correlate(Dog)
    return work.exec(
        select(Dog, Stay)
        .join(Stay, col(Stay.dog_id) == Dog.id)
        .where(col(Stay.closed_at).is_(None), ~wearing.exists())
        .order_by(col(Stay.stay_no).desc())
        .limit(limit)
    ).all()


def tag_of(work: Work, dog_id: str) -> Tag | None:
    """The tag that the dog wears, else the last one that it wore."""
    return work.exec(
        select(Tag)
        .where(Tag.dog_id == dog_id)
        .order_by(col(Tag.status) != "ACTIVE", col(Tag.issued_at).desc())
    ).first()
