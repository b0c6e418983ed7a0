"""What of an operation may still be changed, and how it is kept. No database, no clock, no network."""

from datetime import datetime, timedelta
from typing import Any

from pydantic import Field

from services.intake.operations import rules
from services.intake.operations.models import Operation, OperationChange
from services.intake.operations.rules import NewPlan, Opening, OperationIsClosed, OperationIsOut
from shared.events import OperationCorrected
from shared.problems import Unreasonable

A_MINUTE = timedelta(minutes=1)
TOLD = ("name", "division", "started_at", "area", "headcount", "team", "vehicles", "equipment", "approval")


class Correction(Opening):
    """Who really came and with what, where it was written down wrongly, and how that is known."""

    reason: str = Field(min_length=2, max_length=500, examples=["核对签到表，城管实到 16 人"])


def replan(
    operation: Operation, new: NewPlan, division: str, of: tuple[str, str], now: datetime
) -> OperationChange:
    """The plan is another one, until it goes out. `of` is the change's id and who makes it.

    Raises `OperationIsClosed`, `OperationIsOut`, or `Unreasonable` for a time that lies in the past.
    """
    before = told(operation)
    if operation.closed_at:
        raise OperationIsClosed(
            "这次行动已经结束或取消，计划不再更改。", "It is over or called off: plan another."
        )
    if operation.opened_at:
        raise OperationIsOut(
            "行动已经开始，计划不再更改；人数记错请用“更正人数”。",
            "It is out already: what was written down wrongly is corrected, not planned anew.",
        )
    operation.sqlmodel_update(rules.told_of(new) | {"division": division})
    if abs(new.starts_at - operation.started_at) >= A_MINUTE:  # forms have no seconds
        operation.started_at = new.starts_at
        rules.plan_operation(operation, now)
    return _kept(operation, before, of, "", now)


def correct(
    operation: Operation, wrong: Correction, of: tuple[str, str], now: datetime
) -> tuple[OperationChange, list[OperationCorrected]]:
    """While it is out, who came is put right; what stood there before is kept with the reason.

    Raises `OperationIsClosed`, `OperationIsOnlyPlanned`, or `Unreasonable` when nothing differs.
    """
    if operation.closed_at:
        raise OperationIsClosed(
            "行动已经结束，人数不再更改。", "It is over: its head-counts stay as they are."
        )
    rules.must_have_begun(operation)
    before = told(operation)
    rules.adjust(operation, wrong)
    change = _kept(operation, before, of, wrong.reason, now)
    if "headcount" not in change.changed:
        return change, []
    said = OperationCorrected(occurred_at=now, operation_id=operation.id, headcount=operation.headcount)
    return change, [said]


def told(operation: Operation) -> dict[str, Any]:
    return operation.model_dump(mode="json", include=set(TOLD))


def _kept(
    operation: Operation, before: dict[str, Any], of: tuple[str, str], reason: str, now: datetime
) -> OperationChange:
    after, (change_id, by) = told(operation), of
    changed = {name: [before[name], after[name]] for name in TOLD if before[name] != after[name]}
    if not changed:
        raise Unreasonable(
            "没有改动，请先改好再保存。", "Nothing differs from what stands there: change it first."
        )
    return OperationChange(
        id=change_id, operation_id=operation.id, at=now, by=by, reason=reason, changed=changed
    )
