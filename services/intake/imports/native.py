"""Rows in our own columns."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from services.intake.arrivals.rules import NewDog
from services.intake.imports.records import Reading, Record, Refused, Row, why, wrong
from shared.references import Seal

COLUMNS = {name: name for name in ("external_ref", "found_text", "division", *NewDog.model_fields)
          if name not in ("found_at", "sheet")}  # fmt: skip
NEEDED = {"found_text", "division", "found_time", "colour"}
MOMENTS = ("found_time", "arrived_at")
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d)(:\d\d(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def read(rows: Sequence[tuple[int, Row]], seal: Seal) -> Reading:
    """Rows that are quite alike and have no number are counted: four puppies of one litter are four dogs."""
    refused: list[tuple[int, str]] = []
    records, alike = [], Counter[str]()
    for number, row in rows:
        given = {name: value.strip() for name, value in row.items() if name in COLUMNS and value.strip()}
        place = {"text": given.pop("found_text", ""), "division": given.pop("division", "")}
        own = given.pop("external_ref", "")
        ref = seal.of_number(own) if own else seal.of_row(row, 1)
        alike[ref] += 1
        try:
            new = NewDog.model_validate(given | _moments(given) | {"found_at": place})
            ref = ref if own else seal.of_row(row, alike[ref])
            records.append(Record([number], ref, new, numbered=bool(own)))
        except ValidationError as error:
            refused.append((number, why(error)))
        except Refused as refusal:
            refused.append((number, refusal.said))
    return Reading(_in_time(records), refused, len(rows))


def _in_time(records: list[Record]) -> list[Record]:
    """In the order of the file; but of one animal the first time that it came in comes first."""
    first: dict[str, int] = {}
    for place, record in enumerate(records):
        first.setdefault(record.ref, place)
    return sorted(records, key=lambda record: (first[record.ref], record.new.found_time))


def _moments(given: Mapping[str, str]) -> dict[str, str]:
    """Times as RFC 3339 has them; without a zone they are the city's. Raises `Refused` for what is none."""
    told = {}
    for name in MOMENTS:
        if name in given:
            if not (found := MOMENT.fullmatch(given[name])):
                raise Refused(*wrong(name, name, given[name], "").halves)
            day, time, seconds, zone = found.groups()
            told[name] = f"{day}T{time}{seconds or ':00'}{zone or '+08:00'}"
    return told
