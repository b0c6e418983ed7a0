"""A dog comes back. No database, no clock, no network."""

from datetime import datetime

from services.adoption.dogs import rules as dogs
from services.adoption.dogs.models import Dog
from services.adoption.returns.models import Return
from shared.events import DogReturned
from shared.problems import Problem
from shared.said import Said


class NeverWentHome(Problem):
    title = Said("该犬没有回家记录", "The dog never went home")


def take_back(
    dog: Dog, return_id: str, stay_id: str, reason: str, at: datetime
) -> tuple[Return, DogReturned]:
    """Begins the next stay of a dog that had gone home, by adoption or reclaim."""
    if dog.gone is None or dog.stay_id is None:
        raise NeverWentHome(
            "只有已领养或已认领的犬才能办理退回；在所的犬无需办理。",
            "Only a dog that has gone home can come back: this one has not left us.",
        )
    if dog.died_at:
        raise NeverWentHome("该犬已死亡，不能办理退回。", "The dog is dead: it cannot come back.")
    back = Return(
        return_id=return_id, dog_id=dog.dog_id, left_stay=dog.stay_id, stay_id=stay_id, left_by=dog.gone,
        reason=reason, returned_at=at,
    )  # fmt: skip
    dogs.begin_stay(dog, stay_id)
    return back, returned(back)


def returned(back: Return) -> DogReturned:
    return DogReturned.model_validate(
        {
            "dog_id": back.dog_id, "stay_id": back.stay_id, "return_id": back.return_id,
            "reason": back.reason, "left_by": back.left_by, "occurred_at": back.returned_at,
        }
    )  # fmt: skip
