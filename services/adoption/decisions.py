"""What those say who decide."""

from pydantic import Field

from shared.forms import Form

READERS = ("adoption", "officer", "auditor")  # of who asks for which dog, masked


class Reason(Form):
    reason: str = Field(min_length=1, max_length=500, examples=["芯片与证件不符"])
