"""What all events have in common."""

from typing import ClassVar

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Event(BaseModel):
    """Something that happened. Fields that this version does not know are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    type: ClassVar[str]
    publisher: ClassVar[str]
    audience: ClassVar[str]

    occurred_at: AwareDatetime
