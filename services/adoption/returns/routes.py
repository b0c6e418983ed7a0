"""The door through which a dog comes back."""

from pydantic import Field

from services.adoption.dogs.listing import consider
from services.adoption.dogs.rules import moment_of
from services.adoption.dogs.store import dog_of
from services.adoption.handovers.store import standing
from services.adoption.law import HouseMoment
from services.adoption.returns import rules
from shared import clock
from shared.doors import Doors
from shared.forms import Form
from shared.ids import uuid7
from shared.persons import Told
from shared.problems import Unreasonable
from shared.store import Model, Work

doors = Doors(prefix="/adoption/v1", tags=["returns"])


class NewReturn(Form):
    """Why, and when unless it is now."""

    reason: Told = Field(min_length=1, max_length=500, examples=["搬家"])
    returned_at: HouseMoment | None = None


class Returned(Model):
    return_id: str
    dog_id: str
    stay_id: str
    left_by: str


@doors.command("/dogs/{dog_id}/returns", "adoption")
def take_back(dog_id: str, back: NewReturn, work: Work) -> Returned:
    """Takes back a dog that had gone home; intake opens its new stay."""
    dog = dog_of(work, dog_id)
    at = moment_of(back.returned_at, clock.now())
    if (left := standing(work, dog)) and at < left.handed_over_at:
        raise Unreasonable("退回不能早于交接，请更正时间。", "It left later than that: correct the time.")
    row, event = rules.take_back(dog, uuid7(), uuid7(), back.reason, at)
    work.add(row)
    work.publish(event)
    consider(dog, work)
    return Returned(return_id=row.return_id, dog_id=dog_id, stay_id=row.stay_id, left_by=row.left_by)
