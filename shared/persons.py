"""Numbers that name a person: a resident's id and a mobile phone of the mainland (GB 11643, 工信部 1xx)."""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator

from shared.said import unfit

ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
GAP = r"[ \-.·]?"
PHONE = re.compile(ALONE.format(rf"(?:\+?86{GAP})?1[3-9]\d{GAP}\d{{4}}{GAP}\d{{4}}"))
RESIDENT = re.compile(ALONE.format(rf"\d{{6}}{GAP}(\d{{4}})(\d\d)(\d\d){GAP}\d{{3}}[0-9Xx]"))
UNTOLD = "…"
LONGEST_SHOWN = 40


def names_somebody(text: str) -> bool:
    """Whether such a number stands in it, also with gaps or in full-width digits."""
    return told(text) != unicodedata.normalize("NFKC", text)


def told(text: str) -> str:
    """The text as it may be repeated: each such number is left out."""
    plain = unicodedata.normalize("NFKC", text)
    return PHONE.sub(UNTOLD, RESIDENT.sub(lambda found: UNTOLD if _born(found) else found[0], plain))


def shown(cell: str) -> str:
    """As much of what somebody wrote as a reason may repeat: more people read it than the cell."""
    return UNTOLD if names_somebody(cell) else cell[:LONGEST_SHOWN]


def _born(found: re.Match[str]) -> bool:
    """Eighteen digits are an id where the middle is a birthday; other long numbers are nobody's."""
    year, month, day = (int(part) for part in found.groups())
    try:
        return date(1900, 1, 1) <= date(year, month, day)
    except ValueError:
        return False


def nobody(text: str) -> str:
    if names_somebody(text):
        raise unfit(
            "names_somebody",
            "这里的内容会告知他人，请删去证件号和电话。",
            "What stands here is told to others: take out the id or phone number.",
        )
    return text


Told = Annotated[str, AfterValidator(nobody)]  # what people write and everybody may read in an event
