"""The record of a stay: what was written down at intake and on its sheet, and the hash of that."""

import hashlib
import json
from typing import Any

from services.intake.sheet.shape import Sheet
from services.intake.stays.models import Dog, Stay
from shared import clock

OF_DOG = ("name", "sex", "breed", "colour", "age_months", "size", "chip")
OF_STAY = ("custody_basis", "found_time", "arrived_at", "found_text", "division", "notes")
OF_SHEET = tuple(Sheet.model_fields)
MOMENTS = ("found_time", "arrived_at")


def record_of(dog: Dog, stay: Stay, sheet: Sheet) -> dict[str, Any]:
    """What was written down at intake, as it stands now: what can be corrected, and of which dog."""
    return {
        "dog_id": dog.id,
        "stay_id": stay.id,
        "stay_no": stay.stay_no,
        **{name: getattr(dog, name) for name in OF_DOG},
        "custody_basis": stay.custody_basis,
        "found_time": stay.opened_at and clock.text(stay.opened_at),
        "arrived_at": stay.arrived_at and clock.text(stay.arrived_at),
        **{name: getattr(stay, name) for name in ("found_text", "division", "notes")},
        **{name: value for name, value in sheet.model_dump(mode="json").items() if value is not None},
    }


def sheet_in(record: dict[str, Any]) -> Sheet:
    return Sheet.kept({name: record[name] for name in OF_SHEET if name in record})


def hash_of(record: dict[str, Any]) -> str:
    """SHA-256 of the record as canonical JSON: sorted keys, no spaces, UTF-8 (as RFC 8785 has it)."""
    canonical = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
