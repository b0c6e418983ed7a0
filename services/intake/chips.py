"""What a chip reader shows, understood: ISO 11784 in its three spellings, and the older short codes."""

import re
from dataclasses import dataclass

from shared.problems import Unreasonable

NATIONAL_CODES = 2**38  # ISO 11784: the national code has 38 bits
TEST_COUNTRY = "999"


class ChipImpossible(Unreasonable):
    """No chip in the world carries this number."""

    title = "芯片号不可能 Impossible chip number"


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip number as read, normalised, and the scheme that it follows."""

    raw: str
    number: str
    scheme: str


def read_chip(raw: str) -> Chip:
    """Understands 15 digits, `CCC NNNNNNNNNNNN`, `HHH.HHHHHHHHHH` and 9- or 10-character codes.

    Raises `ChipImpossible` with what is wrong.
    """
    shown = raw.strip().upper()
    if dotted := re.fullmatch(r"([0-9A-F]{3})\.([0-9A-F]{10})", shown):
        country, national = (int(part, 16) for part in dotted.groups())
        return Chip(raw, _iso(f"{country:03d}{national:012d}"), "ISO11784")
    code = re.sub(r"[\s.-]", "", shown)
    if re.fullmatch(r"\d{15}", code):
        return Chip(raw, _iso(code), "ISO11784")
    if re.fullmatch(r"\d{9}", code):
        return Chip(raw, code, "AVID9")
    if re.fullmatch(r"[0-9A-F]{10}", code):
        return Chip(raw, code, "LEGACY10")
    raise ChipImpossible(
        f"芯片号 {shown} 有 {len(code)} 位：应为15位数字，或旧式9、10位，请重新扫描。"
        f"{shown} has {len(code)} characters: scan again, 15 digits, or 9 or 10 for an old chip."
    )


def _iso(digits: str) -> str:
    if len(digits) != 15 or int(digits[3:]) >= NATIONAL_CODES:
        raise ChipImpossible(
            f"芯片号 {digits} 后12位超出上限，请重新扫描。"
            f"The last 12 digits of {digits} exceed 274877906943 (38 bits): scan again."
        )
    if digits[:3] == TEST_COUNTRY:
        raise ChipImpossible(
            "999 开头的是测试芯片，不能登记。Chips that begin with 999 are for tests only: scan again."
        )
    return digits
