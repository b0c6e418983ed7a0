"""Named reads of operations: by year, what they brought in, from where, and what became of it."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.operations.models import Operation, OperationChange, OperationIncident
from services.intake.stays.models import Dog, Stay
from services.intake.tags.models import Tag
from shared.clock import CITY
from shared.problems import NotFound
from shared.store import Work


def operation(work: Work, operation_id: str) -> Operation:
    """Raises `NotFound`."""
    found = work.get(Operation, operation_id)
    if found is None:
        raise NotFound(
            f"没有编号为 {operation_id} 的行动。", f"No operation {operation_id}: GET /intake/v1/operations."
        )
    return found


def open_operations(work: Work) -> Sequence[Operation]:
    """Those that are out now, the latest first."""
    return work.exec(
        select(Operation)
        .where(col(Operation.closed_at).is_(None), col(Operation.opened_at).is_not(None))
        .order_by(col(Operation.started_at).desc())
    ).all()


def planned_operations(work: Work) -> Sequence[Operation]:
    """The next one first."""
    return work.exec(
        select(Operation)
        .where(col(Operation.closed_at).is_(None), col(Operation.opened_at).is_(None))
        .order_by(col(Operation.started_at))
    ).all()


def operations_of(work: Work, year: int) -> Sequence[Operation]:
    """All that start in that year of the city's, the first one first."""
    first, after = datetime(year, 1, 1, tzinfo=CITY), datetime(year + 1, 1, 1, tzinfo=CITY)
    return work.exec(
        select(Operation)
        .where(col(Operation.started_at) >= first, col(Operation.started_at) < after)
        .order_by(col(Operation.started_at), col(Operation.id))
    ).all()


def years(work: Work) -> list[int]:
    """The years that have operations, the latest first."""
    return sorted({at.astimezone(CITY).year for at in work.exec(select(Operation.started_at))}, reverse=True)


def dogs_of_operation(work: Work, operation_id: str) -> int:
    return work.exec(select(sa.func.count()).select_from(Stay).where(Stay.operation_id == operation_id)).one()


def outcomes_of(work: Work, operations: Sequence[str]) -> dict[str, dict[str | None, int]]:
    """For each operation, how many stays ended how; none is a dog that is still here."""
    found: dict[str, dict[str | None, int]] = defaultdict(dict)
    counted = (
        sa.select(col(Stay.operation_id), col(Stay.outcome), sa.func.count())
        .where(col(Stay.operation_id).in_(operations))
        .group_by(col(Stay.operation_id), col(Stay.outcome))
    )
    for operation_id, outcome, many in work.sql(counted):
        found[str(operation_id)][outcome] = many
    return found


def incidents_counted(work: Work, operations: Sequence[str]) -> Counter[str]:
    noted = select(OperationIncident.operation_id).where(col(OperationIncident.operation_id).in_(operations))
    return Counter(work.exec(noted))


def incidents_of(work: Work, operation_id: str) -> Sequence[OperationIncident]:
    return work.exec(
        select(OperationIncident)
        .where(OperationIncident.operation_id == operation_id)
        .order_by(col(OperationIncident.at), col(OperationIncident.id))
    ).all()


def changes_of(work: Work, operation_id: str) -> Sequence[OperationChange]:
    """The latest first."""
    return work.exec(
        select(OperationChange)
        .where(OperationChange.operation_id == operation_id)
        .order_by(col(OperationChange.at).desc(), col(OperationChange.id).desc())
    ).all()


def places_of(work: Work, operation_id: str) -> list[tuple[str, str, int]]:
    """Division, place in words and how many dogs; where most were found comes first."""
    many = sa.func.count()
    counted = (
        sa.select(col(Stay.division), col(Stay.found_text), many)
        .where(col(Stay.operation_id) == operation_id)
        .group_by(col(Stay.division), col(Stay.found_text))
        .order_by(many.desc(), col(Stay.division), col(Stay.found_text))
    )
    return [(division, text, count) for division, text, count in work.sql(counted)]


def found_times(work: Work, operation_id: str) -> list[datetime]:
    return [at for at in work.exec(select(Stay.opened_at).where(Stay.operation_id == operation_id)) if at]


def dogs_in(work: Work, operation_id: str, after: str, limit: int) -> Sequence[tuple[Stay, Dog]]:
    """Newest first; `after` is a stay number."""
    query = (
        select(Stay, Dog).join(Dog, col(Stay.dog_id) == col(Dog.id)).where(Stay.operation_id == operation_id)
    )
    if after:
        query = query.where(col(Stay.stay_no) < after)
    return work.exec(query.order_by(col(Stay.stay_no).desc()).limit(limit)).all()


def tags_of(work: Work, dogs: Sequence[str]) -> dict[str, str]:
    """The code that each of these dogs wears."""
    found = work.exec(select(Tag).where(col(Tag.dog_id).in_(dogs), Tag.status == "ACTIVE")).all()
    return {tag.dog_id: tag.code for tag in found}
