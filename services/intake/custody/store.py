"""Custody in the store: what was told and answered, the end of a stay, and how it goes on again."""

from datetime import datetime

from sqlmodel import col

from services.intake.custody import rules
from services.intake.custody.models import Answered
from services.intake.holds import alarms
from services.intake.holds import store as holds
from services.intake.kennels import places
from services.intake.kennels import rules as living
from services.intake.kennels import store as kennels
from services.intake.kennels.housing import house
from services.intake.law.deadlines import jurisdiction
from services.intake.stays import rules as stay_rules
from services.intake.stays import store as stays
from services.intake.stays.models import Dog, Stay, Told
from services.intake.tags import rules as tag_rules
from services.intake.tags import store as tags
from shared import clock
from shared.envelope import Envelope
from shared.store import Work, insert_new


def first(work: Work, heard: Envelope) -> bool:
    """Whether this word of adoption is new to us: each is answered once, however often it is heard."""
    answered = insert_new(work, Answered).returning(col(Answered.event_id))
    return work.sql(answered, {"event_id": heard.id}).scalar() is not None


def told(work: Work, stay: Stay) -> Told:
    """The row in which what adoption tells of a stay is written down."""
    found = stays.told_of(work, stay.id)
    if found is None:
        found = Told(stay_id=stay.id)
        work.add(found)
    return found


def settle(work: Work, dog: Dog, stay: Stay, by: str = "") -> None:
    """Ends a stay that is over: the kennel is free, the tag is withdrawn, and everybody hears of it."""
    ended = rules.settle(stay, dog, stays.told_of(work, stay.id))
    work.publish(*ended)
    if not ended or stay.outcome is None or stay.closed_at is None:
        return
    stay.left_kennel = stay.kennel or stay.left_kennel
    places.leave(work, stay, because=stay.outcome)
    holds.close(work, stay)
    latest = stays.latest_stay(work, dog.id)
    if latest.id != stay.id and (latest.closed_at or latest.opened_at):
        work.publish(rules.present(latest))  # the last word is about the present, not the past
    elif tag := tags.tag_of(work, dog.id):
        withdrawn = tag_rules.withdraw(tag, stay.outcome, stay.closed_at)
        work.publish(*withdrawn)
        if withdrawn:
            tags.note(work, tag.code, tag.status, by, stay.outcome, stay.closed_at)


def go_on(work: Work, dog: Dog, stay: Stay, at: datetime) -> None:
    """A stay whose end was taken back is what it was: what held the dog holds it, and it has its kennel."""
    goes_on = rules.go_on(stay, dog, stays.told_of(work, stay.id), at)
    if not goes_on:
        return
    work.publish(*goes_on)
    alarms.take_back(work, stay)
    holds.stand_again(work, stay, at)
    latest = stays.latest_stay(work, dog.id)
    if latest.id != stay.id and (latest.closed_at or latest.opened_at):
        work.publish(rules.present(latest))
    elif stay.status != stay_rules.AWAY:
        _house_again(work, dog, stay)


def _house_again(work: Work, dog: Dog, stay: Stay) -> None:
    """In the kennel that it had left, unless that was given away or is being cleaned."""
    _, resident = kennels.staying(work, stay.id)
    law = jurisdiction()
    company = living.company(resident, law.puppy_months)
    if stay.left_kennel and places.take_again(work, stay.left_kennel, company):
        work.publish(stay_rules.house(stay, stay.left_kennel, clock.now()))
        kennels.enter_log(work, stay.left_kennel, "moved_in", "", "交接已撤销 undone", stay.id)
    else:
        house(work, stay, law.zones_for.get(stay.custody_basis, law.zones_for["OTHERS"]), dog)
