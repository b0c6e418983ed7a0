"""What a sheet says, for people: as the fields of its form, and in words."""

from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.datastructures import FormData

from services.intake.sheet import forms
from services.intake.sheet.shape import Sheet
from shared.pages import Pages, moment

pages = Pages("intake", Path(__file__).parent)


def in_words(name: str, value: Any) -> str:
    """What a field of the sheet says, in the reader's language."""
    words: Any = pages.environment.get_template("sheet_words.html").make_module()
    if isinstance(value, dict):
        told = (in_words(part, inner) for part, inner in value.items())
        return " · ".join(one for one in told if one)
    if isinstance(value, list):
        return str(words.and_words).join(in_words(name, one) for one in value) or str(words.none_words)
    if isinstance(value, str) and name in ("at", "found_time", "arrived_at"):
        return moment(datetime.fromisoformat(value))
    if isinstance(value, bool):
        return f"{words.part_name(name)}{words.yes_words if value else words.no_words}"
    if name in CODES:
        return str(dict(getattr(words, CODES[name])).get(value, value or ""))
    return _text(value)


CODES = {
    "source": "sources", "method": "methods", "condition": "conditions", "temperament": "temperaments",
    "skin": "skins", "gait": "gaits", "parasites": "parasites", "breeding": "breedings",
    "suspected": "diseases", "aggression": "targets", "witness": "witnesses", "given_as": "roles",
    "taken_as": "roles",
}  # fmt: skip


def said(sheet: Sheet, form: FormData) -> dict[str, str]:
    """What each field shows: what was just typed and refused, else what is on the sheet."""
    typed = {name: "\n".join(map(str, form.getlist(name))) for name in form}
    told = typed if "wounds" in form else _fields(sheet) | typed
    return {name: told.get(name, "") for name in (*FLAT, *forms.WORDS, *forms.YES_OR_NO, *forms.TICKED)}


FLAT = (
    "position.lat", "position.lon", "position.accuracy_m", "position.datum", "sedation.drug",
    "sedation.dose", "sedation.given_by", "sedation.licence", "camera_files", "wounds", "no_wounds", "items",
    "no_items", "scanned", "chip_number", "chip_reader", "bite.at", "bite.place", "bite.wound_class",
    *(f"no_{name}" for name in forms.TICKED), "helpers", "handover.given_by", "handover.given_as",
    "handover.taken_by", "handover.taken_as", "handover.at", "kind", "bite.provoked",
    "bite.hospital_told", "bite.cdc_told", "because", "name", "phone", "note",
)  # fmt: skip


def _fields(sheet: Sheet) -> dict[str, str]:
    """The sheet as the fields of its form."""
    fields: dict[str, str] = {}
    for name, value in sheet.model_dump(exclude={"officers", "chip_scan"}).items():
        if isinstance(value, dict):
            fields |= {f"{name}.{part}": _text(inner) for part, inner in value.items()}
        elif isinstance(value, list):
            fields |= {name: "\n".join(value), f"no_{name}": "" if value else "1"}
        else:
            fields[name] = _text(value)
    if scan := sheet.chip_scan:
        fields |= {
            "scanned": _text(scan.scanned),
            "chip_number": scan.number or "",
            "chip_reader": scan.reader,
        }
    if sheet.bite:
        fields["bite.at"] = forms.on_the_wall(sheet.bite.at)
    if sheet.handover:
        fields["handover.at"] = forms.on_the_wall(sheet.handover.at)
    return fields


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value).removesuffix(".0") if isinstance(value, float) else str(value)
