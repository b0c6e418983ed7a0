"""What those say who decide."""

from pydantic import Field

from shared.forms import Form
from shared.persons import Told

READERS = ("adoption", "officer", "auditor")  # of who asks for which dog, masked


class Reason(Form):
    reason: Told = Field(min_length=1, max_length=500, examples=["芯片与证件不符"])
