"""What people fill in: a phone number, a resident id, a reason; and who is grown up.

No database, no clock, no network.
"""

import re
import unicodedata
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from stdnum.cn import ric

from shared.forms import Form
from shared.persons import Told
from shared.problems import Problem
from shared.said import Said

MOBILE = re.compile(r"(?:\+86|0086|86)?(1[3-9][0-9]{9})")
BETWEEN = re.compile(r"[\s\-‐‑–—.()]")  # what address books put between digits


class TooYoung(Problem):
    status = 422
    title = Said("年龄不够", "Too young")


def mobile(phone: str) -> str:
    """A mainland mobile number as its 11 digits, however they are set. Raises `ValueError`."""
    found = MOBILE.fullmatch(BETWEEN.sub("", unicodedata.normalize("NFKC", phone)))
    if not found:
        raise ValueError(Said("请填 11 位手机号。", "A mobile number of 11 digits, please."))
    return found[1]


def born_on(id_number: str) -> date:
    """The birthday in a resident id (GB 11643). Raises `ValueError` where there is no such day."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def resident_id(number: str) -> str:
    """A resident id with a right check digit and a real date (GB 11643-1999). Raises `ValueError`.

    Not `ric.validate`: it knows no residence permits (81, 82, 83) and refuses old codes of counties.
    """
    number = number.strip().upper()
    digits = number[:17]
    plain = len(number) == 18 and digits.isascii() and digits.isdigit()
    if not plain or ric.calc_check_digit(number) != number[17]:
        raise ValueError(
            Said("居民身份证号不对，请核对 18 位。", "Not a resident id: check its 18 characters.")
        )
    try:
        born_on(number)
    except ValueError:
        raise ValueError(
            Said("身份证号中的出生日期不存在。", "The birthday in this resident id does not exist.")
        ) from None
    return number


def age_on(day: date, born: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def check_age(id_number: str | None, today: date, minimum: int) -> None:
    """Without a number there is nothing to check yet: it is shown at the handover."""
    if id_number and age_on(today, born_on(id_number)) < minimum:
        raise TooYoung(
            f"年满 {minimum} 周岁才能领养，请由家长申请。",
            f"Adopters are {minimum} or older: ask a parent to apply.",
            minimum_age=minimum,
        )


Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Phone = Annotated[str, StringConstraints(max_length=20), AfterValidator(mobile)]
Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$")
]
IdNumber = Annotated[str, StringConstraints(max_length=20), AfterValidator(resident_id)]


class Reason(Form):  # said by whoever decides
    reason: Told = Field(min_length=1, max_length=500, examples=["芯片与证件不符"])
