"""What a chip reader shows, understood: ISO 11784 in all its spellings, and the older short codes."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shared.problems import Unreasonable
from shared.said import Said

Scheme = Literal["ISO11784", "AVID9", "LEGACY10"]
NATIONAL_CODES = 2**38  # ISO 11784: the national code has 38 bits
COUNTRIES = 2**10
TEST_COUNTRY = "999"
ANIMAL = 1 << 63
RESERVED = 0b11_1111_1111_1111 << 49  # bits that ISO 11784 keeps for later: all 0
BITS_TURNED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
SAID_BEFORE = re.compile(  # what readers, labels and people put before a number
    r"^(?:ISO[ -]?1178[45]|FDX-?[AB](?![A-Z0-9])|AVID|0X"
    r"|(?:ISO|HDX|TROVAN|FECAVA|CHIP|RFID|EID|ID|NO|芯片|号码|号)(?![A-Z0-9]))[\s.:*#-]*"
)
HEX_DOT = r"(?=.*[A-F]|38[4-9]|39)[0-9A-F]{3}\.[0-9A-F]{10}"  # without a letter only of makers, 900 and on
BETWEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff.,:;*_/()'\"=+‐-―-]")
MISTAKEN = str.maketrans("OIL", "011")  # letters that no number has: as on our tags


class ChipImpossible(Unreasonable):
    """No chip in the world carries this number."""

    title = Said("芯片号不可能", "Impossible chip number")


@dataclass(frozen=True, slots=True)
class Chip:
    """A chip number as read, normalised, and the scheme that it follows."""

    raw: str
    number: str
    scheme: Scheme


def read_chip(raw: str) -> Chip:
    """Understands what readers show (domain §4.1). Raises `ChipImpossible` with what is wrong.

    15 digits however they are set apart, `HHH.HHHHHHHHHH`, the raw 64 bits as 16 hexadecimal digits either
    way round, the same with their CRC as 20; and 9- or 10-character codes of older chips, kept as such.
    A maker's or a scheme's name before it, full-width digits, and O, I and L for 0 and 1 do no harm.
    """
    shown = unicodedata.normalize("NFKC", raw).strip().upper()
    _not_from_a_spreadsheet(shown)
    bare = shown
    while (rest := SAID_BEFORE.sub("", bare)) != bare:
        bare = rest
    bare = re.sub(r"(?<=^[0-9]{15})\.0+$", "", bare).translate(MISTAKEN)
    code = BETWEEN.sub("", bare)
    if re.fullmatch(HEX_DOT, bare) or re.fullmatch(r"(?=.*[A-F])[0-9A-F]{13}", code):
        return Chip(raw, _number(int(code[:3], 16), int(code[3:], 16)), "ISO11784")
    if re.fullmatch(r"[0-9]{15}", code):
        return Chip(raw, _number(int(code[:3]), int(code[3:])), "ISO11784")
    if re.fullmatch(r"[0-9]{9}", code):
        return Chip(raw, code, "AVID9")
    if re.fullmatch(r"[0-9A-F]{10}", code):
        return Chip(raw, code, "LEGACY10")
    if re.fullmatch(r"(?=.*[A-F])[0-9A-F]{16}|[0-9A-F]{20}", code):  # 16 digits alone: one too many
        return Chip(raw, _from_bits(code), "ISO11784")
    raise _of_no_length(shown, code)


def _not_from_a_spreadsheet(shown: str) -> None:
    if re.fullmatch(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", shown):
        raise ChipImpossible(
            f"{shown} 是表格改写的科学计数，后面的数字已丢失：请把该列设为文本，或重新扫描。",
            f"{shown} is a spreadsheet's rounding, its last digits are lost: format as text, or scan again.",
        )


def _of_no_length(shown: str, code: str) -> ChipImpossible:
    """What is wrong with so many characters. A lost digit is never guessed: it might be any other."""
    zh, en = "应为15位数字，或旧式9、10位，请重新扫描。", "scan again, 15 digits, or 9 or 10 for an old chip."
    if re.fullmatch(r"[0-9]{13,14}", code):
        zh, en = "少了数字（表格会丢掉开头的0），请重新扫描。", (
            "some are missing (a spreadsheet drops zeros at the front): scan again."
        )  # fmt: skip
    return ChipImpossible(
        f"芯片号 {shown} 有 {len(code)} 位：{zh}{shown}", f"has {len(code)} characters: {en}"
    )


def _number(country: int, national: int) -> str:
    digits = f"{country:03d}{national:012d}"
    if national >= NATIONAL_CODES:
        raise ChipImpossible(
            f"芯片号 {digits} 后12位超出上限，请重新扫描。",
            f"The last 12 digits of {digits} exceed 274877906943 (38 bits): scan again.",
        )
    if country > int(TEST_COUNTRY) or country == 0:
        raise ChipImpossible(
            f"没有 {country:03d} 这个国家或厂商代码，请重新扫描。",
            f"There is no country or maker {country:03d}: scan again.",
        )
    if digits[:3] == TEST_COUNTRY:
        raise ChipImpossible(
            "999 开头的是测试芯片，不能登记。", "Chips that begin with 999 are for tests only: scan again."
        )
    return digits


def _from_bits(code: str) -> str:
    """The 64-bit block: 38 national, 10 country, 1 data-block flag, 14 reserved, 1 animal flag, LSB first."""
    blocks = set(_readings(bytes.fromhex(code)))
    if not blocks and len(code) == 20:
        raise ChipImpossible(
            f"芯片 {code} 的校验位不对，读取有误，请重新扫描。",
            f"The check digits of {code} are wrong, so it was misread: scan again.",
        )
    sound = [block for block in blocks if block & ANIMAL and not block & RESERVED]
    if len(sound) != 1:
        raise ChipImpossible(
            f"{code} 不是动物芯片的编码，请重新扫描，读写器设为显示15位数字。",
            f"{code} is no animal's chip: scan again, with the reader set to show 15 digits.",
        )
    return _number((sound[0] >> 38) % COUNTRIES, sound[0] % NATIONAL_CODES)


def _readings(code: bytes) -> Iterator[int]:
    """As sent (least significant bit first), byte by byte, or as one number, most significant first.

    With a CRC only those whose check digits are right.
    """
    for way in (code.translate(BITS_TURNED), code, code[::-1], code[7::-1] + code[:7:-1]):
        block, check = way[:8], way[8:]
        if not check or int.from_bytes(check, "little") == crc16(block):
            yield int.from_bytes(block, "little")


def crc16(block: bytes) -> int:
    """CRC-16/KERMIT, as ISO 11785 has it: 0x1021 reflected, beginning with 0."""
    crc = 0
    for byte in block:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc
