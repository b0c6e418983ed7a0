"""What the doctor finds, one line after the other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `do` is said where it is not well."""

    well: bool
    what: str
    do: str = ""

    def __str__(self) -> str:
        return f"✓ {self.what}" if self.well else f"✗ {self.what}\n    → {self.do}"
