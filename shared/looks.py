"""Why somebody may look at personal data or take records out: a closed list, to be counted and audited.

Personal Information Protection Law Art 6: for a clear purpose, and no more than it needs; Art 54: audited.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from shared.forms import Form
from shared.said import Said

Purpose = Literal[
    "CONTACT", "IDENTITY", "DECISION", "FOLLOW_UP", "COMPLAINT", "CASE", "OWN_REQUEST", "AUDIT", "REPORT",
    "OTHER",
]  # fmt: skip
PURPOSES: dict[Purpose, tuple[str, str]] = {
    "CONTACT": ("联系当事人", "To reach the person"),
    "IDENTITY": ("当面核对身份", "To check an identity, face to face"),
    "DECISION": ("审核申请", "To decide about a request"),
    "FOLLOW_UP": ("回访", "A follow-up visit"),
    "COMPLAINT": ("处理12345投诉", "A complaint by the 12345 hotline"),
    "CASE": ("办理案件", "A case under investigation"),
    "OWN_REQUEST": ("本人要求查阅或更正", "The person asked to see or correct it"),
    "AUDIT": ("监督检查", "An audit"),
    "REPORT": ("上报或统计", "A report, or statistics"),
    "OTHER": ("其他（请说明）", "Another (say which)"),
}
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


def purposes(language: str) -> dict[str, str]:
    """The closed list in the reader's language, `zh` or `en`."""
    return {code: words[language == "en"] for code, words in PURPOSES.items()}


class Reason(Form):
    """What it is for; `note` may say more, and says what when the purpose is another."""

    purpose: Purpose = Field(examples=["CONTACT"])
    note: Note = Field(default="", examples=["电话核实领养条件"])

    @model_validator(mode="after")
    def says_which(self) -> Self:
        if self.purpose == "OTHER" and len(self.note) < 2:
            raise ValueError(Said("请说明目的。", "Say what it is for."))
        return self
