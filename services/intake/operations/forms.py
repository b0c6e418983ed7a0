"""What a plain form of an operation says, as the body of the door that does the same."""

from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from services.intake.operations.models import Operation
from shared import clock
from shared.moments import on_the_wall


def plan(form: FormData) -> dict[str, Any]:
    team = [line.partition(" ") for line in lines(form, "team")]
    return words(form, "name", "district", "area", "equipment", "approval") | {
        "departments": departments(form),
        "team": [{"name": name, "duty": duty.strip()} for name, _, duty in team],
        "vehicles": lines(form, "vehicles"),
    }


def as_typed(operation: Operation) -> dict[str, str]:
    """A plan as its form would have been filled in."""
    return {
        "name": operation.name, "district": operation.division, "area": operation.area,
        "starts_at": operation.started_at.astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"),
        "team": "\n".join(f"{one['name']} {one['duty']}".strip() for one in operation.team),
        "vehicles": "\n".join(operation.vehicles), "equipment": operation.equipment,
        "approval": operation.approval,
    }  # fmt: skip


def words(form: FormData, *names: str) -> dict[str, str]:
    return {name: str(form.get(name, "")).strip() for name in names}


def lines(form: FormData, name: str) -> list[str]:
    return [line.strip() for line in str(form.get(name, "")).splitlines() if line.strip()]


def pairs(form: FormData) -> list[tuple[str, str]]:
    """Departments and how many people, as they were typed."""
    names, people = (map(str, form.getlist(name)) for name in ("department", "people"))
    return [(name.strip(), many.strip()) for name, many in zip(names, people, strict=False)]


def departments(form: FormData) -> list[dict[str, str]]:
    """A pair without a name or a number is left out."""
    return [{"name": name, "headcount": many} for name, many in pairs(form) if name and many]


def moment(form: FormData, name: str) -> datetime | str | None:
    typed = str(form.get(name, "")).strip()
    return on_the_wall(typed) if typed else None


FIELDS = {
    "name": "名称", "district": "区划", "departments": "部门人数", "area": "范围", "team": "带队人员",
    "vehicles": "车辆", "equipment": "器材", "approval": "批准文号", "starts_at": "时间",
    "started_at": "时间", "summary": "小结",
    "reason": "原因（至少两个字）", "kind": "类别", "text": "经过", "at": "时间",
}  # fmt: skip
