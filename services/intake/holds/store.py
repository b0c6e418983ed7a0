"""Holds in the store: those that come with a dog, those of a stay, and their end with it."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from services.intake.holds import asked, rules
from services.intake.holds.models import Hold, HoldExtension
from services.intake.law.deadlines import Deadline, HoldLaw, jurisdiction
from services.intake.law.periods import count
from services.intake.stays.models import Stay
from services.intake.stays.rules import change
from services.intake.stays.store import told_of
from shared import clock
from shared.ids import uuid7
from shared.problems import NotFound
from shared.said import Said
from shared.store import Work

_ENTER = sa.insert(Hold)
QUARANTINE, CLAIM, RABIES = "QUARANTINE", "CLAIM_WINDOW", "RABIES_OBSERVATION"
BY_LAW = Said("依法随收容产生", "comes with intake by law")
TREATED = Said("治疗后复检", "after treatment")
ANEW = Said("期限已重新计算，申请作废。", "Counted anew: the request lapsed.")


def laws() -> dict[str, HoldLaw]:
    """The holds as the law has them today."""
    return jurisdiction().holds(clock.now().astimezone(clock.CITY).date())


def until(law: HoldLaw, start: datetime) -> Deadline | None:
    """When it is over, by the law's own count; none where the law knows no length."""
    return count(law.period, start, jurisdiction().works) if law.period else None


def arrive(
    work: Work, stay: Stay, entered: datetime, now: datetime, had: Collection[str] = ()
) -> dict[str, datetime | None]:
    """The holds that a dog with this custody basis brings along; gives what the others are told of them.

    None of those that it `had` before. Its claim window is told by `claim_until`, but one that waits for the
    notice also as a hold. The clock of the quarantine starts when it enters its kennel.
    """
    known = laws()
    found = [
        rules.hold(stay, kind, BY_LAW, stay.taken_in_by, uuid7(), until(law, entered), now)
        for kind, law in known.items()
        if stay.custody_basis in law.arrival and kind not in had
    ]
    told = {one.id: one.until if known[one.kind].ends == "time" else None for one in found}
    if CLAIM in known and CLAIM not in had and (claim := _claim_window(stay, now)):
        found.append(claim)
        told |= {} if claim.until else {claim.id: None}
    if found:
        work.sql(_ENTER, [one.model_dump() for one in found])
    return told


def _claim_window(stay: Stay, now: datetime) -> Hold | None:
    """Where it begins with the notice, nobody knows yet when it ends; none if it is over or never was."""
    if stay.claim_until is None or stay.opened_at is None:
        return None
    ends: Deadline | None = Deadline(stay.claim_until, stay.claim_provisional)
    if jurisdiction().claim_waits_for_notice(stay.custody_basis, stay.opened_at):
        ends, stay.claim_provisional = None, True
    elif stay.claim_until <= now:
        return None
    return rules.hold(stay, CLAIM, BY_LAW, stay.taken_in_by, uuid7(), ends, now)


def start_quarantine(work: Work, stay: Stay, now: datetime, again: bool = False) -> None:
    """The dog is in a kennel: from now on its quarantine counts (domain §2.7); `again` after treatment."""
    known = laws()
    for hold in of_stay(work, stay.id):
        if hold.kind == QUARANTINE and (again or hold.until is None):
            asked.drop_request(work, hold, ANEW, now)
            deadline = until(known[QUARANTINE], now)
            hold.until = deadline.at if deadline else None
            work.publish(rules.placed(hold, known[QUARANTINE], now))


def wait_for_kennel(work: Work, stay: Stay) -> None:
    """No kennel was free: its quarantine has not begun."""
    now, law = clock.now(), laws()[QUARANTINE]
    for hold_id in work.sql(_STOP_CLOCK, {"of": stay.id, "at": now}).scalars().all():
        hold = rules.hold(stay, QUARANTINE, BY_LAW, stay.taken_in_by, hold_id, None, now)
        work.publish(rules.placed(hold, law, now))


_STOP_CLOCK = (  # built once: in a night with every kennel full it runs for each dog
    sa.update(Hold)
    .where(col(Hold.stay_id) == sa.bindparam("of"), col(Hold.kind) == QUARANTINE)
    .where(col(Hold.released_at).is_(None), col(Hold.until) > sa.bindparam("at"))
    .values(until=None)
    .returning(col(Hold.id))
)


def watch(work: Work, stay: Stay, bitten_at: datetime, by: str) -> None:
    """The dog is watched for rabies: ten days from the bite, not from intake (domain §2.3)."""
    law = laws()[RABIES]
    if stay.outcome:
        return
    hold = next((one for one in of_stay(work, stay.id) if one.kind == RABIES), None)
    ends, now = until(law, bitten_at), clock.now()
    if hold:
        rules.count_from_bite(hold, ends)
        return
    hold = rules.hold(stay, RABIES, rules.FROM_BITE, by, uuid7(), ends, now)
    work.add(hold)
    work.publish(rules.placed(hold, law, now))
    hold_back(work, stay, law, now)


def close(work: Work, stay: Stay) -> None:
    """The stay is over, and so is all that kept the dog; nobody is told of what ended by itself."""
    known, at = laws(), stay.closed_at or clock.now()
    for hold in of_stay(work, stay.id):
        if not rules.standing(hold, known[hold.kind], at):
            continue
        ended = rules.release(hold, known[hold.kind], "", stay.outcome or "", at, early=False)
        if hold.kind != CLAIM:
            work.publish(ended)


def stand_again(work: Work, stay: Stay, now: datetime) -> None:
    """Its end was taken back: what nobody but a hand-over had ended holds it again, to the same day."""
    known = laws()
    for hold in of_stay(work, stay.id, all_=True):
        if hold.released_by or hold.released_because not in ("RECLAIMED", "ADOPTED"):
            continue
        hold.released_at = hold.released_by = hold.released_because = None
        if hold.kind != CLAIM:
            work.publish(rules.placed(hold, known[hold.kind], now))
        hold_back(work, stay, known[hold.kind], now)


def carry_over(work: Work, hold: Hold, stay: Stay, now: datetime) -> Hold:
    """The same hold on the new stay; one that was made longer before is not made longer a second time."""
    again = Hold(
        id=uuid7(), stay_id=stay.id, dog_id=stay.dog_id, kind=hold.kind, because=hold.because, placed_at=now,
        placed_by=hold.placed_by, until=hold.until, provisional=hold.provisional,
    )  # fmt: skip
    work.add(again)
    for longer in asked.extensions_of(work, [hold]):
        if longer.granted:
            work.add(HoldExtension(**longer.model_dump() | {"id": uuid7(), "hold_id": again.id}))
    return again


def hold_back(work: Work, stay: Stay, law: HoldLaw, now: datetime) -> None:
    """A dog that a family could have, or that is kept for one, is held now."""
    if stay.status in ("ADOPTABLE", "RESERVED") and "ADOPTED" in law.blocks:
        work.publish(*change(stay, "HOLDING", now))


def resume(work: Work, stay: Stay, now: datetime) -> None:
    """It is reserved again when nothing keeps it from its family; others adoption says adoptable anew."""
    if stay.status != "HOLDING" or keep(work, stay, "ADOPTED", now):
        return
    if (told := told_of(work, stay.id)) and told.reserved:
        work.publish(*change(stay, "RESERVED", now))


def keep(work: Work, stay: Stay, way_out: str, at: datetime) -> bool:
    """Whether a hold closes this way out then; a claim window that has begun is adoption's to watch."""
    known = laws()
    closing = rules.exit_blockers(way_out, stay.custody_basis, known)
    return any(
        hold.kind in closing and rules.stood(hold, known[hold.kind], at)
        for hold in of_stay(work, stay.id, all_=True)
        if hold.kind != CLAIM or hold.until is None
    )


def of_stay(work: Work, stay_id: str, all_: bool = False) -> Sequence[Hold]:
    """Those that nobody has ended, oldest first; with `all_`, every one."""
    query = select(Hold).where(Hold.stay_id == stay_id).order_by(col(Hold.placed_at), col(Hold.kind))
    return work.exec(query if all_ else query.where(col(Hold.released_at).is_(None))).all()


def hold_of(work: Work, hold_id: str) -> Hold:
    """Raises `NotFound`."""
    found = work.get(Hold, hold_id)
    if found is None:
        raise NotFound("没有这项留置，请从列表里选。", "There is no such hold: choose it from the list.")
    return found
