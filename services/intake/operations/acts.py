"""What the buttons on an operation's page do: which door, who may, and what the form says."""

from typing import Any

from starlette.datastructures import FormData

from services.intake.operations import forms, routes
from services.intake.roles import DESK, OFFICER
from shared.filled import Act


def _plan(form: FormData) -> dict[str, Any]:
    return forms.plan(form) | {"starts_at": forms.moment(form, "starts_at")}


def _departments(form: FormData) -> dict[str, Any]:
    return {"departments": forms.departments(form)}


def _said(*names: str) -> Any:
    """These as they stand, be they empty."""
    return lambda form: forms.words(form, *names)


ACTS = {
    "plan": Act(routes.change_plan, OFFICER, _plan),
    "opening": Act(routes.open_planned, OFFICER, _departments),
    "corrections": Act(
        routes.correct, OFFICER, lambda form: _departments(form) | forms.words(form, "reason")
    ),
    "cancellation": Act(routes.cancel_operation, OFFICER, _said("reason")),
    "closing": Act(routes.close_operation, OFFICER, _said("summary")),
    "incidents": Act(routes.note_incident, DESK, _said("kind", "text")),
}
