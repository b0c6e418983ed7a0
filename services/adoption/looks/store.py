"""What somebody wrote, in clear; and who has looked at whom."""

from collections.abc import Sequence

from sqlmodel import col, select

from services.adoption.applications.models import Application
from services.adoption.handovers.models import Handover
from services.adoption.looks.models import Look
from services.adoption.people.store import place
from services.adoption.reclaims.models import Reclaim
from shared.problems import NotFound
from shared.sealed import Sealer
from shared.store import Work


def told_in(work: Work, person: str, record: str, seal: Sealer) -> dict[str, str]:
    """In clear, what this person wrote in a request of theirs, or what was written when they got the dog.

    Raises `NotFound`.
    """
    applied, claimed = work.get(Application, record), work.get(Reclaim, record)
    got = work.get(Handover, record)
    if applied and applied.person == person:
        sealed = {"note": applied.note}
        table = "application"
    elif claimed and claimed.person == person:
        sealed = {"proof": claimed.proof, "licence_no": claimed.licence_no}
        table = "reclaim"
    elif got and got.person == person:
        sealed = {"proof_note": got.proof_note}
        table = "handover"
    else:
        raise NotFound("这个人没有这份申请。", "This person has made no such request.")
    return {column: seal.open(text, place(table, column, record)) for column, text in sealed.items() if text}


def looks(work: Work, who: str, person: str, before: str, limit: int) -> Sequence[Look]:
    """The latest first; `before` an id."""
    query = select(Look).order_by(col(Look.look_id).desc()).limit(limit)
    if who:
        query = query.where(Look.who == who)
    if person:
        query = query.where(Look.person == person)
    if before:
        query = query.where(col(Look.look_id) < before)
    return work.exec(query).all()
