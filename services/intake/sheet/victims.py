"""Citizens: bitten, witness, bringer. Sealed at rest, opened for a purpose, every look kept, in no event."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import Depends, Query, Request
from pydantic import Field, StringConstraints

from services.intake import store as dogs
from services.intake.sheet import store
from services.intake.sheet.models import Victim, VictimLook
from services.intake.sheet.shape import Word
from shared import clock
from shared.auth import Who
from shared.doors import Doors, JsonRoute, allow
from shared.forms import Form
from shared.ids import uuid7
from shared.looks import Reason
from shared.problems import Problem
from shared.said import Said
from shared.sealed import Seal, Sealer
from shared.store import Model, Work

doors = Doors(prefix="/intake/v1", tags=["sheet"])
PARTS = ("name", "phone", "note")
KEEPERS = ("officer",)
OPENERS = ("officer", "vet")


class NobodyBitten(Problem):
    title = Said("登记表上没有伤人", "No bite on the sheet")


class NewVictim(Form):
    """Who was bitten, saw it caught or brought the dog, and what is needed to reach them."""

    kind: Literal["VICTIM", "WITNESS", "BRINGER"] = "VICTIM"
    name: Word = Field(examples=["其其格"])
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=30)] | None = None
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] | None = None


class KeptVictim(Model):
    """The opaque id under which they are kept."""

    victim: str


class InClear(Model):
    victim: str
    name: str | None
    phone: str | None
    note: str | None


class Looked(Model):
    """Who looked at whom, when and what for; at whom is an opaque id."""

    id: str
    looked_at: datetime
    who: str
    victim: str
    purpose: str
    note: str


class Looks(Model):
    looks: list[Looked]
    next: str | None


def _place(column: str, victim: str) -> str:
    return f"victim:{column}:{victim}"


@doors.command("/dogs/{dog_id}/sheet/victims", *KEEPERS)
def keep_victim(dog_id: str, new: NewVictim, seal: Seal, who: Who, work: Work) -> KeptVictim:
    """Seals who they are. The sheet has to say first that the dog bit somebody, before it says whom."""
    stay = dogs.latest_stay(work, dogs.dog(work, dog_id).id)
    if new.kind == "VICTIM" and store.sheet_of(store.last_entry(work, stay.id)).bite is None:
        raise NobodyBitten(
            "请先在登记表填写伤人时间，再登记受害人。",
            "Write the bite on the sheet first, then who was bitten.",
        )
    victim = uuid7()
    told = {"name": new.name, "phone": new.phone, "note": new.note}
    sealed = {part: seal.seal(text, _place(part, victim)) for part, text in told.items() if text}
    work.add(
        Victim(id=victim, stay_id=stay.id, kind=new.kind, kept_at=clock.now(), kept_by=who.name, **sealed)
    )
    return KeptVictim(victim=victim)


def look(work: Work, victim: str, why: Reason, who: Who, seal: Sealer) -> InClear:
    """The victim in clear, and a record of who looked, when and what for."""
    kept, at = store.victim(work, victim), clock.now()
    work.add(VictimLook(id=uuid7(), victim=victim, who=who.name, looked_at=at, **why.model_dump()))
    told = {part: getattr(kept, part) for part in PARTS}
    opened = {part: seal.open(text, _place(part, victim)) if text else None for part, text in told.items()}
    return InClear(victim=victim, **opened)


async def look_at_victim(
    request: Request, victim: str, why: Reason, seal: Seal, who: Annotated[Who, Depends(allow(*OPENERS))]
) -> InClear:
    """Opens a victim's data. Who looked, when and why is kept."""
    service = request.app.state.service
    answer: InClear = await service.writer.do(lambda work: look(work, victim, why, who, seal))
    return answer


# By hand: a command would keep its answer, in clear, for the next caller with the same Idempotency-Key.
doors.add_api_route(
    "/victims/{victim}/looks", look_at_victim, methods=["POST"], status_code=201,
    route_class_override=JsonRoute,
)  # fmt: skip


@doors.query("/victims/looks", "auditor")
def list_looks(
    work: Work,
    who: Annotated[str, Query(max_length=40, description="a user name")] = "",
    after: Annotated[str, Query(max_length=64, description="`next` of the answer before")] = "",
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> Looks:
    """Every look at those who were bitten, the latest first."""
    found = store.looks(work, who, after, limit)
    return Looks(
        looks=[Looked.model_validate(one.model_dump()) for one in found],
        next=found[-1].id if len(found) == limit else None,
    )
