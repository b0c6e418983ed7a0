"""Named reads of hand-overs, and what they end and open again for everybody else who asked for the dog."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from services.adoption.applications.models import Adoption, Application
from services.adoption.applications.states import WANTED
from services.adoption.dogs.models import Dog
from services.adoption.handovers.models import Handover
from services.adoption.handovers.rules import Fate
from services.adoption.reclaims import rules as reclaims
from services.adoption.reclaims.models import Reclaim
from services.adoption.reclaims.store import open_claims
from shared.problems import NotFound
from shared.store import Work


def handover_of(work: Work, handover_id: str) -> Handover:
    found = work.get(Handover, handover_id)
    if found is None:
        raise NotFound("没有这次交接，请核对编号。", "No such hand-over: check its id.")
    return found


def handovers(work: Work, dog_id: str = "", before: str = "", limit: int = 50) -> Sequence[Handover]:
    """The latest first; `before` an id."""
    query = select(Handover).order_by(col(Handover.handover_id).desc()).limit(limit)
    if dog_id:
        query = query.where(Handover.dog_id == dog_id)
    if before:
        query = query.where(col(Handover.handover_id) < before)
    return work.exec(query).all()


def standing(work: Work, dog: Dog) -> Handover | None:
    """The one with which the dog is gone."""
    if dog.ours.gone is None:
        return None
    of_stay = select(Handover).where(
        Handover.dog_id == dog.dog_id, Handover.stay_id == (dog.ours.stay_id or "")
    )
    still = of_stay.where(col(Handover.undone_at).is_(None)).order_by(col(Handover.handover_id).desc())
    return work.exec(still.limit(1)).first()


def open_applications(work: Work, dog_id: str, but: str = "") -> Sequence[Application]:
    """Oldest first."""
    query = select(Application).where(Application.dog_id == dog_id, col(Application.status).in_(WANTED))
    return work.exec(
        query.where(Application.application_id != but).order_by(col(Application.application_id))
    ).all()


def end_claims(
    work: Work, dog: Dog, rivals: Sequence[Reclaim], fates: dict[str, Fate], who: str, now: datetime
) -> list[dict[str, Any]]:
    """As it was said of each; those that are refused hear of it."""
    ended = []
    for rival in rivals:
        fate, was = fates[rival.reclaim_id], rival.status
        if fate.becomes == "REFUSED":
            work.publish(*reclaims.refuse(dog, rival, fate.reason.strip(), who, now))
        elif fate.becomes == "WITHDRAWN":
            reclaims.withdraw(dog, rival, who, now)  # the dog goes home: no word that it waits on
        ended.append(_line(rival.reclaim_id, "reclaim", rival.person, was, rival.status, fate.reason))
    return ended


def close_applications(work: Work, dog_id: str, but: str = "") -> list[dict[str, Any]]:
    """The dog has a home: nobody else's application leads anywhere."""
    ended = []
    for one in open_applications(work, dog_id, but):
        ended.append(_line(one.application_id, "application", one.person, one.status, "CLOSED"))
        one.status = "CLOSED"
    return ended


def _line(record: str, kind: str, person: str, was: str, became: str, reason: str = "") -> dict[str, Any]:
    return {"id": record, "kind": kind, "person": person, "was": was, "became": became,
            "reason": reason.strip(), "ended": was != became}  # fmt: skip


def open_again(work: Work, dog: Dog, handover: Handover) -> None:
    """What the hand-over had ended, its own request among it, waits for an answer as before."""
    if handover.left_by == "RECLAIMED":
        reclaims.reopen(work.get_one(Reclaim, handover.record), "PLAUSIBLE")  # that it is claimed was said
    else:
        work.get_one(Application, handover.record).status = "APPROVED"
        work.get_one(Adoption, handover.adoption_id).undone_at = handover.undone_at
        dog.ours.reserved_for = handover.record
    for one in handover.others:
        if one["ended"] and one["kind"] == "reclaim":
            reclaims.reopen(work.get_one(Reclaim, one["id"]), one["was"])
        elif one["ended"]:
            work.get_one(Application, one["id"]).status = one["was"]
            dog.ours.reserved_for = one["id"] if one["was"] == "APPROVED" else dog.ours.reserved_for
    dog.ours.open_reclaims = sum(one.status == "PLAUSIBLE" for one in open_claims(work, dog.dog_id))
