"""What those say who decide: why not, or when it was handed over."""

from pydantic import Field

from services.adoption.law import HouseMoment
from shared.forms import Form
from shared.persons import Told

READERS = ("adoption", "officer", "auditor")  # of who asks for which dog, masked


class Reason(Form):
    reason: Told = Field(min_length=1, max_length=500, examples=["芯片与证件不符"])


class Handover(Form):
    """Now, unless it is said when."""

    handed_over_at: HouseMoment | None = None


NOW = Handover()
