"""What the fields of events mean, and the words of their codes, for the contract."""

import tomllib
from pathlib import Path
from typing import Any

from shared.codes import BREEDS, COLOURS, CUSTODY_BASES, DIVISIONS, SEXES, SIZES
from shared.custody import CUSTODY
from shared.events import Event
from shared.gathered import ALL as SERVICES

FIELDS: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "events/fields.toml").read_text("utf-8")
)
WHEN: dict[str, dict[str, dict[str, str]]] = tomllib.loads(
    (Path(__file__).parent / "events/when.toml").read_text("utf-8")
)
ASPECTS = ("when", "not", "follows")
FORMS = {
    "id": "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
    "tag": "^[0-9A-HJKMNP-TV-Z]{12}$",
    "hash": "^[0-9a-f]{64}$",
}
CODES: dict[str, dict[str, dict[str, str]]] = {
    "custody": {state.code: {"zh": state.zh, "en": state.en} for state in CUSTODY.states.values()},
    "custody_bases": CUSTODY_BASES, "sexes": SEXES, "sizes": SIZES, "breeds": BREEDS, "colours": COLOURS,
    "divisions": DIVISIONS,
} | SERVICES.codes  # fmt: skip


def reader_of(event: type[Event], field: str) -> str:
    """The widest audience that may read this field."""
    if field in event.public:
        return "public"
    return "staff" if event.audience == "public" else event.audience


def words_of(event: type[Event], field: str) -> dict[str, Any]:
    """What fields.toml says of a field, of this event where it means something else there."""
    return FIELDS.get(f"{event.__name__}.{field}") or FIELDS.get(field, {})


def meaning_of(event: type[Event], field: str) -> dict[str, Any]:
    """What the contract's schema says of a field beside its type; nothing of one without a meaning."""
    if not (says := words_of(event, field)):
        return {}
    said = {
        "description": f"{says['zh']} {says['en']}",
        "examples": [event.example.get(field, says["example"])],
        "x-audience": reader_of(event, field),
    }
    if form := says.get("form"):
        said["pattern"] = FORMS[form]
    if codes := says.get("codes"):
        said["x-codes"] = f"codes.json#/{codes}"
    return said


def says(event: type[Event]) -> str:
    """What is true once it was said."""
    return " ".join((event.__doc__ or "").split())


def heard_by(event: type[Event]) -> list[dict[str, str]]:
    """Which services listen to it, and what each of them does then."""
    return [{"by": one.by, "does": one.does} for one in SERVICES.heard.get(event.__name__, [])]


def facts_of(event: type[Event]) -> dict[str, dict[str, str]]:
    """When it is said, when it is not, and what follows it, in both languages."""
    return {aspect: dict(WHEN[event.__name__][aspect]) for aspect in ASPECTS}


def code_table_of(event: type[Event], field: str) -> str:
    """The table of codes.json that this field's codes are in; empty where it has none."""
    return str(words_of(event, field).get("codes", ""))


def codes() -> dict[str, Any]:
    """Every code that stands in an event, with its words in both languages. More may come."""
    return {
        kind: {code: {"zh": words["zh"], "en": words.get("en", words["zh"])} for code, words in table.items()}
        for kind, table in CODES.items()
    }
