"""A file is held against what the desk asks of every dog, before any of it is taken in."""

from datetime import datetime

from services.intake.arrivals.routes import may_come_in
from services.intake.imports import rules
from services.intake.imports.records import Reading, Record
from shared.keyring import Key
from shared.problems import Problem
from shared.references import Seal
from shared.service import Service
from shared.store import Work

REFERENCES = Key("reference-intake")


def seal_of(service: Service) -> Seal:
    """Made with a key of our own. Whoever loses it cannot know a row without a number again.

    Raises `KeyMissing`.
    """
    return Seal(service.keys.key(REFERENCES.name))


def refuse_as_the_desk(work: Work, reading: Reading, now: datetime) -> None:
    """Tells each row that the desk would not take, with the desk's own words."""
    for record in reading.records:
        try:
            must_fit(record, now, work)
        except Problem as problem:
            record.told = True
            reading.refused += [(row, rules.why(problem)) for row in record.rows]
    reading.refused.sort()


def must_fit(record: Record, now: datetime, work: Work) -> None:
    may_come_in(record.new, now, work)
    rules.check_past(record, now)
