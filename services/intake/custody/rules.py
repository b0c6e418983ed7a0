"""TODO."""

from datetime import datetime

from services.intake.stays.models import Dog, Stay
from services.intake.stays.rules import AWAY, change
from shared.events import CustodyChanged, DogDied, DogReturned, Event, StayClosed, StayOpened


def hear(stay: Stay, status: str, at: datetime) -> list[Event]:
    """Adoption's word on a stay. While a foster family has the dog it waits until the dog is back."""
    if (stay.goes_on_as if stay.outcome else stay.status) == AWAY:
        stay.back_to = status
        return []
    return change(stay, status, at)


def hand_over(stay: Stay, outcome: str, at: datetime, handover_id: str | None = None) -> None:
    """The dog was given to somebody; `settle` says what that means for the stay.

    Records from elsewhere may tell of two such exits from one stay: the earlier one counts. One that has an
    id may be taken back, and may have been already.
    """
    if handover_id:
        stay.handovers = {handover_id: [at.isoformat(), outcome]} | stay.handovers
    elif stay.left_at is None or (at, outcome) < (stay.left_at, stay.left_by):
        stay.left_at, stay.left_by = at, outcome


def counts(stay: Stay, handover_id: str | None) -> bool:
    """Whether that hand-over was not taken back."""
    return handover_id is None or stay.handovers.get(handover_id) is not None


def take_back(stay: Stay, handover_id: str) -> None:
    """That hand-over does not count, also if it is heard of later."""
    stay.handovers = {**stay.handovers, handover_id: None}


def go_on(stay: Stay, dog: Dog, at: datetime) -> list[Event]:
    """The stay is not over after all, if nothing is left that ended it."""
    if stay.outcome is None or _exits(stay, dog):
        return []
    stay.closed_at = stay.outcome = None
    stay.status, stay.goes_on_as = stay.goes_on_as or "HOLDING", None
    return [CustodyChanged(occurred_at=at, dog_id=stay.dog_id, stay_id=stay.id, status=stay.status)]


def come_back(stay: Stay, returned: DogReturned) -> StayOpened:
    """The dog is here again, in a stay of its own, given up by those who had it."""
    stay.opened_at, stay.custody_basis = returned.occurred_at, "SURRENDERED"
    stay.notes = returned.reason
    return StayOpened(
        occurred_at=returned.occurred_at, dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no,
        status=stay.outcome or stay.status,
    )  # fmt: skip


def settle(stay: Stay, dog: Dog) -> list[Event]:
    """How the stay ended: by the earliest exit after it began, in whatever order we heard of them."""
    exits = _exits(stay, dog)
    if not exits or (stay.closed_at, stay.outcome) == min(exits):
        return []
    if stay.outcome is None:
        stay.goes_on_as = stay.status
    stay.closed_at, stay.outcome = min(exits)
    stay.status = stay.outcome
    return [present(stay)]


def _exits(stay: Stay, dog: Dog) -> list[tuple[datetime, str]]:
    told = [_named(stay, datetime.fromisoformat(at), by) for at, by in filter(None, stay.handovers.values())]
    return [
        (at, by)
        for at, by in ((stay.left_at, stay.left_by), (dog.gone_at, dog.gone_by), *told)
        if at and by and (stay.opened_at is None or at >= stay.opened_at)
    ]


def _named(stay: Stay, at: datetime, by: str) -> tuple[datetime, str]:
    """A hand-over that names this stay ended it, whatever its time says."""
    return max(at, stay.opened_at or at), by


def present(stay: Stay) -> Event:
    """What is true of a stay now, said (again)."""
    at = stay.closed_at or stay.opened_at
    assert at, "a stay that nothing is known of says nothing"
    told = {"occurred_at": at, "dog_id": stay.dog_id, "stay_id": stay.id}
    if stay.outcome:
        return StayClosed.model_validate(told | {"outcome": stay.outcome})
    return CustodyChanged.model_validate(told | {"status": stay.status})


def die(dog: Dog, at: datetime, cause: str, in_care: bool) -> DogDied:
    """The dog is dead."""
    if in_care:
        dog.gone_at, dog.gone_by = at, "DECEASED"
    dog.death_cause = cause
    return DogDied(occurred_at=at, dog_id=dog.id, cause=cause, in_care=in_care)
