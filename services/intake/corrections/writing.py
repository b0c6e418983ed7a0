"""The door that writes on a sheet: what is new is added, what would replace something is a correction."""

from services.intake.corrections import routes as corrections
from services.intake.corrections.models import Correction
from services.intake.corrections.rules import Changes, NewCorrection
from services.intake.roles import CREW
from services.intake.sheet import rules, store
from services.intake.sheet.routes import Written, state
from services.intake.sheet.shape import Writing
from services.intake.stays import store as stays
from services.intake.stays.models import Stay
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["sheet"])


@doors.command("/dogs/{dog_id}/sheet", *CREW)
def write_sheet(dog_id: str, writing: Writing, who: Who, work: Work) -> Written:
    """Adds to the sheet of a dog's latest stay; what is not named stays as it is.

    Nothing is overwritten. What would replace something written, and says why in `because`, becomes a
    correction that waits for another person (domain §2.7); it is named in `waits`.
    """
    dog, stay = stays.dog(work, dog_id), stays.latest_stay(work, dog_id)
    replaced = store.write(work, dog, stay, writing, who.name, clock.now())
    rules.must_say_why(replaced, writing.because)
    waits = _ask(dog_id, stay, writing, replaced, who, work) if replaced else None
    return Written.model_validate(state(work, dog, stay) | {"waits": waits})


def _ask(dog_id: str, stay: Stay, writing: Writing, replaced: list[str], who: Who, work: Work) -> str:
    changes = Changes.model_validate(writing.model_dump(include=set(replaced)))
    new = NewCorrection(changes=changes, reason="OTHER", note=writing.because, stay_id=stay.id)
    asked: Correction = corrections.ask(dog_id, new, who, work)
    return asked.id
