# ruff: noqa
# fmt: off
"""Events as everybody may read them. Made by `make contract`: do not edit."""

from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import AwareDatetime, Field

from qingcheng_events.event import Event


class DogVaccinated(Event):
    """The dog is vaccinated, and the vaccination counts to the end of `valid_until`."""

    type: ClassVar[str] = 'cn.qingcheng.dog.vaccinated.v1'
    publisher: ClassVar[str] = 'registry'
    audience: ClassVar[str] = 'public'

    occurred_at: AwareDatetime = Field(examples=['2026-07-13T15:41:00Z'])
    dog_id: str = Field(examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    vaccination_id: str = Field(examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    disease: str = Field(default='rabies', examples=['rabies'])
    product: str = Field(examples=['狂犬病灭活疫苗'])
    manufacturer: str = Field(examples=['示例生物'])
    batch_no: str = Field(examples=['20260501'])
    valid_until: date = Field(examples=['2027-07-13'])
