"""What those say who decide: why not, or when it was handed over."""

from pydantic import AwareDatetime, Field

from shared.persons import Told
from shared.store import Model

READERS = ("adoption", "officer", "auditor")  # of who asks for which dog, masked


class Reason(Model):
    reason: Told = Field(min_length=1, max_length=500, examples=["芯片与证件不符"])


class Handover(Model):
    """Now, unless it is said when."""

    handed_over_at: AwareDatetime | None = None


NOW = Handover()
