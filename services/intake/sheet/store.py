"""Named reads of intake sheets, and the one way in which they are written."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from services.intake.holds import store as holds
from services.intake.kennels import store as kennels
from services.intake.law.deadlines import jurisdiction
from services.intake.sheet import rules
from services.intake.sheet.models import SheetEntry, Victim, VictimLook
from services.intake.sheet.shape import Sheet
from services.intake.stays.models import Dog, Stay
from shared.events import Event
from shared.problems import NotFound
from shared.store import Work


def entries_of(work: Work, stay_id: str) -> Sequence[SheetEntry]:
    """Oldest first."""
    return work.exec(
        select(SheetEntry).where(SheetEntry.stay_id == stay_id).order_by(col(SheetEntry.number))
    ).all()


def last_entry(work: Work, stay_id: str) -> SheetEntry | None:
    newest = select(SheetEntry).where(SheetEntry.stay_id == stay_id)
    return work.exec(newest.order_by(col(SheetEntry.number).desc()).limit(1)).first()


def sheet_of(entry: SheetEntry | None) -> Sheet:
    """What it says; nothing where there is no entry yet."""
    return Sheet.kept(entry.sheet) if entry else Sheet()


def write(work: Work, dog: Dog, stay: Stay, given: Sheet, by: str, now: datetime) -> list[str]:
    """Adds an entry with what it fills in, if anything; gives the fields that it would replace."""
    last = last_entry(work, stay.id)
    sheet, filled, replaced = rules.add(sheet_of(last), given)
    if filled or not replaced:
        chip = rules.check(sheet, stay.custody_basis, now)
        worn = rules.wear_chip(dog, chip if "chip_scan" in filled else None, now)
        if filled:
            _enter(work, stay, last, rules.enter(last, stay, sheet, filled, "", by, now), worn)
    return replaced


def replace(
    work: Work, dog: Dog, stay: Stay, sheet: Sheet, changed: Sequence[str], note: str, by: tuple[str, str],
    now: datetime,
) -> None:  # fmt: skip
    """Two people agree that the sheet should read so: who asked, who confirmed. The old entry is kept."""
    last = last_entry(work, stay.id)
    chip = rules.check(sheet, stay.custody_basis, now)
    worn = rules.wear_chip(dog, chip if "chip_scan" in changed else None, now, corrected=True)
    _enter(work, stay, last, rules.enter(last, stay, sheet, changed, note, by[0], now, by[1]), worn)


def _enter(work: Work, stay: Stay, last: SheetEntry | None, entry: SheetEntry, worn: Sequence[Event]) -> None:
    """The entry, and what follows from what it says: a chip, an observation, a dog that lives alone."""
    sheet = sheet_of(entry)
    work.add(entry)
    work.publish(rules.written(entry), *worn, *rules.observe(sheet_of(last), sheet, stay, jurisdiction()))
    if sheet.bite and "bite" in entry.changed:
        holds.watch(work, stay, sheet.bite.at, entry.by)
    if stay.kennel:
        kennels.remember_company(work, stay.kennel)  # who bit somebody is company for nobody


def same_chip(work: Work, dog: Dog) -> Sequence[Dog]:
    """Other dogs on record with this dog's chip: it may be the same dog, or a copied chip (domain §4.1)."""
    if not dog.chip:
        return []
    return work.exec(select(Dog).where(Dog.chip == dog.chip, Dog.id != dog.id).limit(20)).all()


def victims_of(work: Work, stay_id: str) -> Sequence[Victim]:
    return work.exec(select(Victim).where(Victim.stay_id == stay_id).order_by(col(Victim.kept_at))).all()


def victim(work: Work, victim_id: str) -> Victim:
    """Raises `NotFound`."""
    found = work.get(Victim, victim_id)
    if found is None:
        raise NotFound(
            f"没有受害人 {victim_id}。", f"Nothing is kept under {victim_id}: see the sheet's `victims`."
        )
    return found


def looks_at(work: Work, victim_id: str) -> Sequence[VictimLook]:
    """Who has looked at them, the last one first."""
    looks = select(VictimLook).where(VictimLook.victim == victim_id)
    return work.exec(looks.order_by(col(VictimLook.looked_at).desc())).all()


def looks(work: Work, who: str, before: str, limit: int) -> Sequence[VictimLook]:
    """The latest first; of one user if named."""
    query = select(VictimLook).order_by(col(VictimLook.id).desc()).limit(limit)
    if who:
        query = query.where(VictimLook.who == who)
    return work.exec(query.where(col(VictimLook.id) < before) if before else query).all()
