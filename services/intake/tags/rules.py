"""What a tag may become: bound, lost, replaced, revoked. No database, no clock, no network.

Its states are a table of their own (`states.py`).
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from services.intake.models import Dog, Stay, Tag
from services.intake.tags.states import TAG
from shared.events import TagIssued, TagWithdrawn
from shared.forms import Form
from shared.problems import NotFound, Problem, Unreasonable
from shared.said import Said

LABELS_ON_A_SHEET = 24
CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{12}")
READ_AS = str.maketrans("OIL", "011", " -\t\n")
Loss = Literal["LOST", "DAMAGED"]


class TagUnreadable(Unreasonable):
    title = Said("牌号有误", "Not a tag's code")


class TagUnknown(Unreasonable):
    title = Said("没有印过这张犬牌", "Unknown tag")


class NoSuchTag(NotFound):
    title = Said("没有这张犬牌", "No such tag")


class TagUsed(Problem):
    title = Said("这张犬牌用过了", "The tag is taken")


class TagNotWorn(Problem):
    title = Said("这张犬牌已不在用", "The tag is not in use")


class DogWearsTag(Problem):
    title = Said("它已有犬牌", "The dog wears a tag")


class DogWithoutTag(Problem):
    title = Said("有犬没有牌", "Some wear no tag")


class DogIsDead(Problem):
    title = Said("它已死亡", "The dog is dead")


class NewBatch(Form):
    """So many sheets of labels, to be taken to the street. `purpose` is for those who find them later."""

    sheets: int = Field(ge=1, le=20, description="24 labels each", examples=[8])
    purpose: str = Field(default="", max_length=100, examples=["第18次联合行动"])


def read_code(shown: str) -> str:
    """The code, from what was typed or scanned: grouped, small, or the whole address in the QR code.

    O is read as 0, I and L as 1 (Crockford's base 32). Raises `TagUnreadable`.
    """
    code = shown.strip().upper().rpartition("/T/")[2].translate(READ_AS)
    code = re.sub(r"[\s-]", "", code)
    if CODE.fullmatch(code):
        return code
    raise TagUnreadable(
        f"“{shown[:60]}”不是牌号：请重新扫描牌上的二维码，或输入牌上的 12 个字符。",
        "This is not a tag's code: scan its QR code again, or type the 12 characters on it.",
    )


def bind(tag: Tag | None, dog: Dog, code: str, now: datetime) -> tuple[Tag, TagIssued]:
    """The dog wears the tag with this code. `tag` is the one that it wears already.

    Raises `DogWearsTag`, `DogIsDead`.
    """
    if tag and tag.status == "ACTIVE":
        raise DogWearsTag(
            f"它戴着犬牌 {tag.code}。要换牌请办理换牌，旧牌同时停用。",
            f"It wears {tag.code}: replace that one, and the old one ends at the same moment.",
        )
    if dog.death_cause is not None:
        raise DogIsDead("它已死亡，不再发牌；请核对编号。", "It is dead and needs no tag: check the number.")
    return Tag(code=code, dog_id=dog.id, issued_at=now), TagIssued(occurred_at=now, dog_id=dog.id, code=code)


def lose(tag: Tag, why: Loss, now: datetime) -> TagWithdrawn:
    """The tag is gone or broken; whoever finds it is led to no dog. Raises `TagNotWorn`."""
    return _end(tag, why, why, now)


def revoke(tag: Tag, now: datetime) -> TagWithdrawn:
    """The tag is taken back: copied, or hung on the wrong dog. Raises `TagNotWorn`."""
    return _end(tag, "REVOKED", "REVOKED", now)


def replace(tag: Tag, why: Loss, now: datetime) -> list[TagWithdrawn]:
    """Another tag takes this one's place; one that was lost before has ended already. Raises `TagNotWorn`."""
    if not TAG.may(tag.status, "REPLACED"):
        raise _not_worn(tag)
    ended = [_end(tag, "REPLACED", why, now)] if tag.status == "ACTIVE" else []
    tag.status = "REPLACED"
    return ended


def must_wear(stays: Sequence[tuple[Stay, Tag | None]]) -> list[tuple[Stay, Tag]]:
    """A label is printed for a tag that is worn. Raises `DogWithoutTag`, which names those without."""
    bare = [stay.stay_no for stay, tag in stays if tag is None]
    if bare:
        raise DogWithoutTag(
            f"没有牌：{'、'.join(bare)}。请先发牌，或不选它们。",
            f"Without a tag: {', '.join(bare)}. Issue tags first, or leave these out.",
            stays=bare,
        )
    return [(stay, tag) for stay, tag in stays if tag]


def _end(tag: Tag, status: str, reason: str, now: datetime) -> TagWithdrawn:
    if not TAG.may(tag.status, status):
        raise _not_worn(tag)
    tag.status = status
    return TagWithdrawn(occurred_at=now, dog_id=tag.dog_id, code=tag.code, reason=reason)


def _not_worn(tag: Tag) -> TagNotWorn:
    ended = TAG.called(tag.status)
    return TagNotWorn(
        f"犬牌 {tag.code} {ended.zh}，不能再办。它若没有犬牌，请发新牌。",
        f"Tag {tag.code} is {ended.en}; nothing more can be done with it. If the dog wears none, issue one.",
    )
