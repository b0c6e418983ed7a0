"""What each button of a request at the desk asks for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from services.adoption.applications import routes as applications_doors
from services.adoption.applications import rules as applications
from services.adoption.applications.store import application_of
from services.adoption.dogs.rules import city_day
from services.adoption.dogs.store import dog_of
from services.adoption.handovers import routes as doors
from services.adoption.handovers.rules import HandingOver
from services.adoption.law import law_on
from services.adoption.people.rules import Reason
from services.adoption.reclaims import routes as reclaims_doors
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.store import reclaim_of
from shared import clock
from shared.auth import Who
from shared.sealed import Sealer
from shared.store import Work


@dataclass(frozen=True)
class Act:
    """What a button asks for: its body, what stands in its way, what it does, and where that is read."""

    read: Callable[[FormData], Any]
    check: Callable[[str, Any, Work], Any]
    do: Callable[[str, Any, Who, Sealer, Work], Any]


def _handing_over(form: FormData) -> HandingOver:
    others = {
        name.removeprefix("becomes."): {"becomes": value, "reason": form.get(f"reason.{name[8:]}", "")}
        for name, value in form.items()
        if name.startswith("becomes.")
    }
    return HandingOver.model_validate(
        {"proof_seen": form.getlist("proof_seen"), "shown_by": form.get("shown_by", ""),
         "proof_note": str(form.get("proof_note", "")).strip(), "others": others}
    )  # fmt: skip


def _reason(form: FormData) -> Reason:
    return Reason(reason=str(form.get("reason", "")).strip())


def _may_approve(id: str, _: None, work: Work) -> None:
    one, now = application_of(work, id), clock.now()
    applications.may_approve(dog_of(work, one.dog_id), one, now, law_on(city_day(now)))


ACTS: dict[str, dict[str, Act]] = {
    "reclaims": {
        "handover": Act(
            _handing_over, doors.may_reclaim,
            lambda id, on, who, seal, work: doors.hand_over(id, on, seal, who, work),
        ),
        "refusal": Act(
            _reason, lambda id, _, work: reclaims.check_waiting(reclaim_of(work, id)),
            lambda id, why, who, _, work: reclaims_doors.refuse(id, why, who, work),
        ),
    },
    "applications": {
        "adoption": Act(
            _handing_over, doors.may_adopt,
            lambda id, on, who, seal, work: doors.adopt(id, on, seal, who, work),
        ),
        "approval": Act(
            lambda form: None, _may_approve,
            lambda id, _, who, seal, work: applications_doors.approve(id, who, work),
        ),
        "refusal": Act(
            _reason, lambda id, _, work: applications.check_waiting(application_of(work, id)),
            lambda id, why, who, _, work: applications_doors.refuse(id, why, who, work),
        ),
    },
}  # fmt: skip
