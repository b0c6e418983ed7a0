"""What a phone number, a resident id and a grown-up are. No database, no clock, no network."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from shared.problems import Problem
from shared.said import Said

MOBILE = re.compile(r"(?:\+86|0086|86)?[ -]?(1[3-9]\d{9})")
CHECK = "10X98765432"


class TooYoung(Problem):
    status = 422
    title = Said("年龄不够", "Too young")


def mobile(phone: str) -> str:
    """A mainland mobile number as its 11 digits. Raises `ValueError`."""
    found = MOBILE.fullmatch(phone.strip())
    if not found or not phone.isascii():
        raise ValueError(Said("请填 11 位手机号。", "A mobile number of 11 digits, please."))
    return found[1]


def born_on(id_number: str) -> date:
    """The birthday in a resident id (GB 11643). Raises `ValueError` where there is no such day."""
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def resident_id(number: str) -> str:
    """A resident id with a right check digit and a real date (GB 11643-1999). Raises `ValueError`."""
    number = number.strip().upper()
    digits = number[:17]
    plain = len(number) == 18 and digits.isascii() and digits.isdigit()
    if not plain or CHECK[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(digits)) % 11] != number[17]:
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
