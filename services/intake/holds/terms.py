"""Doors that move an end: the head makes a seizure longer, once it was asked for."""

from services.intake.holds import asked, extending, store
from services.intake.holds.extending import NewExtension
from services.intake.holds.models import HoldExtension
from services.intake.holds.rules import Because
from services.intake.law.deadlines import jurisdiction
from shared import clock
from shared.auth import Who
from shared.doors import Doors
from shared.ids import uuid7
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["holds"])
EXTEND = ("officer",)
APPROVE = ("officer", "legal")  # which of them may, the jurisdiction pack says


@doors.command("/holds/{hold_id}/extensions", *EXTEND)
def ask(hold_id: str, new: NewExtension, who: Who, work: Work) -> HoldExtension:
    """Asks that a seizure last longer, before its time is over: once, by thirty days at most."""
    hold = store.hold_of(work, hold_id)
    law, earlier = store.laws()[hold.kind], asked.of_seizure(work, hold)
    terms = jurisdiction().extension
    extension = extending.ask(hold, law, terms, earlier, new, who, uuid7(), clock.now())
    work.add(extension)
    return extension


@doors.command("/extensions/{extension_id}/approval", *APPROVE)
def approve(extension_id: str, why: Because, who: Who, work: Work) -> HoldExtension:
    """The head of the agency agrees, never who asked: the seizure lasts so much longer."""
    extension = asked.extension_of(work, extension_id)
    hold = store.hold_of(work, extension.hold_id)
    law, earlier = store.laws()[hold.kind], asked.of_seizure(work, hold)
    terms = jurisdiction().extension
    work.publish(extending.approve(extension, hold, law, terms, earlier, who, why.because, clock.now()))
    return extension


@doors.command("/extensions/{extension_id}/refusal", *APPROVE)
def refuse(extension_id: str, why: Because, who: Who, work: Work) -> HoldExtension:
    """The head refuses, or whoever asked takes it back."""
    extension = asked.extension_of(work, extension_id)
    extending.refuse(extension, jurisdiction().extension, who, why.because, clock.now())
    return extension
