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

    occurred_at: AwareDatetime = Field(description='事情发生的时间，不是登记的时间。 When it happened, which may be before it was recorded (`time`). RFC 3339, UTC.', examples=['2026-07-13T15:41:00Z'])
    imported: bool = Field(default=False, description='从旧档案导入：说的是过去，不是刚刚发生。 It was taken over from older records: history, not news.', examples=[False])
    dog_id: str = Field(description='犬只编号，永不改变。 The dog. Its id never changes, however often it comes and goes.', examples=['0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01'])
    vaccination_id: str = Field(description='接种记录的编号。 The vaccination.', examples=['0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002'])
    disease: str = Field(default='rabies', description='预防的疾病。 Against what.', examples=['rabies'])
    product: str = Field(description="疫苗名称。 The vaccine's name.", examples=['狂犬病灭活疫苗'])
    manufacturer: str = Field(description='生产企业。 Who made the vaccine.', examples=['示例生物'])
    batch_no: str = Field(description="批号。 The vaccine's batch.", examples=['20260501'])
    valid_until: date = Field(description="有效至此日（含当日，按当地日历）。 The last day on which it counts, by the city's calendar (Asia/Shanghai).", examples=['2027-07-13'])
