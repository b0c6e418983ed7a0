"""What the buttons on an operation's page do: who may, what the form says, which door does the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from services.intake.operations import changes, forms, routes, rules
from shared.auth import Who
from shared.store import Model, Work


@dataclass(frozen=True)
class Act:
    """`run` gets the operation's id, the asked-for shape, who asks, and the work."""

    roles: tuple[str, ...]
    shape: type[Model]
    body: Callable[[FormData], dict[str, Any]]
    run: Callable[[str, Any, Who, Work], Any]


def _departments(form: FormData) -> dict[str, Any]:
    return {"departments": forms.departments(form)}


OFFICER = ("officer",)
ACTS = {
    "plan": Act(
        OFFICER, rules.NewPlan,
        lambda form: forms.plan(form) | {"starts_at": forms.moment(form, "starts_at")},
        routes.change_plan,
    ),
    "opening": Act(
        OFFICER, rules.Opening, _departments,
        lambda of, came, who, work: routes.open_planned(of, who, work, came),
    ),
    "corrections": Act(
        OFFICER, changes.Correction,
        lambda form: _departments(form) | forms.words(form, "reason"),
        routes.correct,
    ),
    "cancellation": Act(
        OFFICER, rules.Cancellation, lambda form: forms.words(form, "reason"), routes.cancel_operation
    ),
    "closing": Act(
        OFFICER, rules.Closing, lambda form: forms.words(form, "summary"),
        lambda of, closing, who, work: routes.close_operation(of, who, work, closing),
    ),
    "incidents": Act(
        ("officer", "keeper"), rules.NewIncident,
        lambda form: forms.words(form, "kind", "text") | {"at": forms.moment(form, "at")},
        routes.note_incident,
    ),
}  # fmt: skip
