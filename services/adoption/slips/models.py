"""Slips of claims, applications and visits."""

from datetime import datetime

from sqlmodel import Field

from services.adoption.table import Table


class Slip(Table, table=True):
    """Somebody has asked for something. Until its phone is proven, that counts for nothing.

    `phone`, `called`, `who` and `place` are indexes (HMAC): the same again is found, and nobody is named.
    """

    reference: str = Field(primary_key=True, description="12 characters, which nobody guesses")
    kind: str = Field(description="reclaims, applications or visits")
    record: str = Field(index=True, description="the reclaim, the application or the visit")
    about: str = Field(description="the dog, or the day of the visit")
    who: str = Field(
        index=True, description="whoever a code has reached: their phone, or phone and mail; empty before"
    )
    phone: str = Field(index=True)
    called: str = Field(default="", index=True)
    email: str = Field(default="", description="empty without one")
    place: str = Field(default="", index=True, description="from where; empty for the desk")
    apart: bool = Field(default=False, description="one of many from there, and looked at apart")
    made_at: datetime = Field(index=True)

    way: str = Field(default="", description="sms, email or console; desk where nothing can be sent")
    wants_code: bool = Field(default=False, index=True)
    sent: int = 0
    code: str | None = Field(default=None, description="the mark of it")
    code_until: datetime | None = None
    tries: int = 0
    next_person: str | None = Field(default=None, description="with another phone, that is not proven yet")

    ended_at: datetime | None = Field(default=None, description="unproven, and over")
    proven_at: datetime | None = None
    proven_by: str | None = Field(default=None, description="code, or the member of staff who has called")
