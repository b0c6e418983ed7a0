"""Rows for tests of rules: a dog that a family can have, and those who ask for it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.adoption.applications.models import Application
from services.adoption.dogs.models import Dog, Placement
from services.adoption.law import law_on
from services.adoption.reclaims.models import Reclaim

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)  # a Tuesday, noon in the city
LAW = law_on(date(2026, 7, 14))


def a_dog(**other: Any) -> Dog:
    facts: dict[str, Any] = {
        "dog_id": "dog", "first_stay": "s1", "custody_basis": "STRAY", "status": "HOLDING",
        "custody_stay": "s1", "stay_id": "s1", "claim_until": NOW - timedelta(days=1),
        "vaccinated_until": date(2027, 7, 13),
    }  # fmt: skip
    told = facts | other
    ours = Placement(**{what: told[what] for what in Placement.model_fields if what in told})
    return Dog(**{what: told[what] for what in Dog.model_fields if what in told}, ours=ours)


def an_application(**other: Any) -> Application:
    facts: dict[str, Any] = {
        "application_id": "a1",
        "dog_id": "dog",
        "person": "p",
        "status": "PENDING",
        "applied_at": NOW,
    }
    return Application(**(facts | other))


def a_reclaim(**other: Any) -> Reclaim:
    facts: dict[str, Any] = {
        "reclaim_id": "r1", "dog_id": "dog", "stay_id": "s1", "person": "p", "status": "REQUESTED",
        "requested_at": NOW,
    }  # fmt: skip
    return Reclaim(**(facts | other))
