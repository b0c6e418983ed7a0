"""What the public is told of the dog that wears a tag. No I/O."""

import re
from datetime import datetime
from typing import NamedTuple

from services.registry.city import Words
from shared.ids import CROCKFORD

READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})
CODE = re.compile(f"[{CROCKFORD}]{{4,32}}")


def tag_code(typed: str) -> str | None:
    """The code as it is kept, from what a person typed (Crockford's rules); none if it cannot be one."""
    code = typed.upper().translate(READ_AS)
    return code if CODE.fullmatch(code) else None


class PublicStatus(NamedTuple):
    """A status that anyone may see: its code, its words, its class in the style sheet."""

    code: str
    words: Words
    look: str


def _told(code: str, zh: str, en: str, look: str | None = None) -> PublicStatus:
    return PublicStatus(code, Words(zh=zh, en=en), look or code.lower().replace("_", "-"))


LOOKING = ("招领中，正在找主人", "In care, looking for its owner", "holding")
IN_CARE = _told("IN_CARE", "在留检所，由我们照看", "In our care", "received")
PUBLIC = {
    told.code: told
    for told in (
        _told("RECEIVED", *LOOKING),
        _told("QUARANTINE", *LOOKING),
        _told("HOLDING", *LOOKING),
        _told("RECLAIM_PENDING", "有人认领，正在核实", "Claimed, being checked"),
        _told("RECLAIMED", "已被主人领回", "Back with its owner"),
        _told("ADOPTABLE", "待领养，等一个家", "Looking for a new home"),
        _told("RESERVED", "已有家庭预约领养", "Reserved for a family"),
        _told("ADOPTED", "已被领养", "Adopted"),
        _told("RETURNED", "回到留检所，由我们照看", "Back in our care"),
        _told("FOSTERED", "寄养在志愿家庭", "With a foster family"),
        _told("TRANSFERRED", "已移交其他机构", "Moved to another organisation"),
        _told("ESCAPED", "走失，正在寻找", "Lost, being looked for"),
        _told("DECEASED", "已离世", "Has died"),
        _told("DISPOSED", "已离世", "Has died", "deceased"),
    )
}
OVER = ("RECLAIMED", "ADOPTED", "TRANSFERRED", "ESCAPED", "DECEASED", "DISPOSED")  # nobody can adopt it now
CLAIMABLE = ("RECEIVED", "QUARANTINE", "HOLDING")
IN_A_FAMILY = "FOSTERED"  # for a while; its owner can claim it as before


def public_status(
    status: str | None, claim_until: datetime | None, died_at: datetime | None, now: datetime
) -> PublicStatus:
    """What anyone may know. Treatment, observation and evidence are all plain "in our care".

    So is a dog that its owner cannot claim any more, or never could: it looks the same whatever the reason.
    """
    if died_at is not None:
        return PUBLIC["DECEASED"]
    if status in CLAIMABLE and (claim_until is None or claim_until <= now):
        return PublicStatus(status or "", IN_CARE.words, IN_CARE.look)
    return PUBLIC.get(status or "", IN_CARE)


def may_be_mine(told: PublicStatus, claim_until: datetime | None, now: datetime) -> bool:
    """Whether the page asks for its owner: also while somebody claims it, who may not be the one, and as
    long as nobody has been given it: who comes late is heard, the desk decides.
    """
    return told.code in ("RECLAIM_PENDING", "ADOPTABLE") or can_be_claimed(told, claim_until, now)


def can_be_claimed(told: PublicStatus, claim_until: datetime | None, now: datetime) -> bool:
    """Whether "it is mine" leads anywhere."""
    return told.code in (*CLAIMABLE, IN_A_FAMILY) and claim_until is not None and now < claim_until
