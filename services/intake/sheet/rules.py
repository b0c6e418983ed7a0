"""What is decided about an intake sheet. No database, no clock, no network."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from services.intake.chips import Chip, read_chip
from services.intake.deadlines import Jurisdiction
from services.intake.models import Dog, Stay
from services.intake.sheet.models import SheetEntry
from services.intake.sheet.shape import Sheet, Source
from shared.events import ChipRead, Event, ObservationOpened, SheetWritten
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said

FEWEST_OFFICERS = 2
KEPT_AS_PROPERTY = {"SEIZED", "EVIDENCE"}
WITH_A_CASE = {"SEIZED", "CONFISCATED", "EVIDENCE"}
BROUGHT: set[Source | None] = {"CITIZEN", "OWNER", "TRANSFER", "BORN_IN_CARE"}
NOT_YET = {"scanned", "hospital_told", "cdc_told"}
SHORTEST_REASON = 2
CITIZENS = {"CITIZEN", "OWNER"}
NOT_CAUGHT = {"SURRENDERED", "TRANSFER_IN", "BORN_IN_CARE"}
ALWAYS = ("source", "condition", "body_score", "wounds", "temperament", "items")


class ReasonNeeded(Problem):
    title = Said("更改已登记的内容要写原因", "Say why it is replaced")


class SameOfficerTwice(Unreasonable):
    title = Said("同一名民警写了两次", "The same officer twice")


class KeptByCaseOfficer(Unreasonable):
    title = Said("办案民警不能自己保管", "A case officer may not keep it")


class CitizenNamed(Unreasonable):
    title = Said("市民姓名另行加密", "A citizen's name is sealed elsewhere")


class SamePersonHandsOver(Unreasonable):
    title = Said("交接双方是同一人", "Nobody hands over to himself")


class NumberWithoutScan(Unreasonable):
    title = Said("没有扫描却有芯片号", "A chip number without a scan")


class BiteInFuture(Unreasonable):
    title = Said("伤人时间在将来", "Bitten in the future")


class AnotherChip(Problem):
    title = Said("已登记另一个芯片号", "Another chip is on record")


def add(before: Sheet, given: Sheet) -> tuple[Sheet, list[str], list[str]]:
    """The sheet with what it fills in, which fields those are, and which it would replace.

    Filling in what was open is anybody's at the desk; replacing what somebody wrote is a correction of the
    record, for which two people are needed (domain §2.7).
    """
    told = given.model_fields_set & Sheet.model_fields.keys()
    changed = sorted(name for name in told if getattr(given, name) != getattr(before, name))
    filled = [name for name in changed if fills(_plain(before, name), _plain(given, name))]
    after = before.model_copy(update={name: getattr(given, name) for name in filled})
    return after, filled, [name for name in changed if name not in filled]


def fills(before: Any, after: Any, name: str = "") -> bool:
    """Whether nothing that was written is lost: an open part is filled, a list grows, a "not yet" is done."""
    if before is None or before == "" or before == after or (before is False and name in NOT_YET):
        return True
    if isinstance(before, dict) and isinstance(after, dict):
        return all(fills(part, after.get(inner), inner) for inner, part in before.items())
    return isinstance(before, list) and bool(before) and after is not None and all(o in after for o in before)


def _plain(sheet: Sheet, name: str) -> Any:
    return sheet.model_dump(include={name})[name]


def must_say_why(replaced: list[str], because: str) -> None:
    """Raises `ReasonNeeded`."""
    if replaced and len(because.strip()) < SHORTEST_REASON:
        raise ReasonNeeded(
            f"{'、'.join(replaced)} 已经登记过，改动请写明原因，由另一人确认；原来的内容会保留。",
            f"Already written: {', '.join(replaced)}. Give `because`; another person confirms it.",
            replaced=replaced,
        )


def check(sheet: Sheet, basis: str, now: datetime) -> Chip | None:
    """Whether it can be as it says. Gives the chip that was read. Raises what is wrong, with what to do."""
    _check_officers(sheet, basis)
    _check_handover(sheet, now)
    if sheet.bite and sheet.bite.at > now + CLOCK_SKEW:
        raise BiteInFuture(
            "伤人时间晚于现在，请检查日期和时区。",
            "The bite lies in the future: check the date and time zone.",
        )
    scan = sheet.chip_scan
    if scan is None or not scan.number:
        return None
    if not scan.scanned:
        raise NumberWithoutScan(
            "填了芯片号就要选“已扫描”。", "It has a number: say that it was scanned, or leave the number out."
        )
    return read_chip(scan.number)


def _check_officers(sheet: Sheet, basis: str) -> None:
    """Evidence and what is seized is handed to a keeper; those who handle the case never keep it themselves
    (公安机关办理行政案件程序规定 188)."""
    numbers = [officer.police_no.upper() for officer in sheet.officers or ()]
    if len(set(numbers)) < len(numbers):
        raise SameOfficerTwice(
            "两名民警的警号相同，请核对。", "Two officers have the same police number: check them."
        )
    names = {officer.name for officer in sheet.officers or ()}
    takers = [sheet.received_by, sheet.handover.taken_by if sheet.handover else None]
    if basis in KEPT_AS_PROPERTY and (same := next((one for one in takers if one in names), None)):
        raise KeptByCaseOfficer(
            f"{same} 是本案民警，请交给保管员。", f"{same} handles the case: hand the dog to a keeper."
        )


def _check_handover(sheet: Sheet, now: datetime) -> None:
    """Two people, in the past; the sheet names nobody who is not at work here (个人信息保护法 6)."""
    signed = sheet.handover
    if signed is None:
        return
    if signed.given_as in CITIZENS and signed.given_by:
        raise CitizenNamed(
            "市民、养犬人的姓名请写在“相关人员”，加密保存；这里只选身份。",
            "Write a citizen's or owner's name under “People”, where it is sealed; here choose the "
            "role only.",
        )
    if signed.given_as not in CITIZENS and not signed.given_by:
        raise Unreasonable("请写交出人的姓名。", "Write the name of who hands the dog over.")
    if signed.given_by == signed.taken_by:
        raise SamePersonHandsOver(
            "交出人和接收人不能是同一人，请更正。", "Who gives and who takes must be two people: correct it."
        )
    if signed.at > now + CLOCK_SKEW:
        raise Unreasonable("交接时间晚于现在，请更正。", "The handover lies in the future: correct its time.")


def officers_needed(basis: str, sheet: Sheet, law: Jurisdiction) -> int:
    """How many officers have to be named, with their police numbers.

    行政强制法 18(2) wants two or more for a compulsory measure, 行政处罚法 42 for a penalty; for which other
    bases and ways of catching a dog two sign (domain §2.1), the jurisdiction pack says.
    """
    needed = basis in law.two_officers["basis"] or sheet.method in law.two_officers["methods"]
    return FEWEST_OFFICERS if needed else 0


def missing(sheet: Sheet, basis: str, chip_known: bool, law: Jurisdiction) -> list[str]:
    """Which fields are still open, in the order of the sheet (domain §2.1); photos are counted elsewhere."""
    open_ = [name for name in ALWAYS if getattr(sheet, name) is None]
    if basis in WITH_A_CASE and sheet.case_no is None:  # 程序规定 189: each item with its case
        open_.append("case_no")
    if basis in KEPT_AS_PROPERTY and sheet.received_by is None:
        open_.append("received_by")
    if sheet.method is None and basis not in NOT_CAUGHT and sheet.source not in BROUGHT:
        open_.append("method")
    if sheet.method == "BLOWPIPE" and sheet.sedation is None:
        open_.append("sedation")
    if len(sheet.officers or ()) < officers_needed(basis, sheet, law):
        open_.append("officers")
    if not chip_known and not (sheet.chip_scan and sheet.chip_scan.scanned):
        open_.append("chip_scan")
    if basis == "OBSERVATION" and sheet.bite is None:
        open_.append("bite")
    order = list(Sheet.model_fields)
    return sorted(open_, key=order.index)


def enter(
    last: SheetEntry | None, stay: Stay, sheet: Sheet, changed: Iterable[str], because: str, by: str,
    now: datetime, confirmed_by: str = "",
) -> SheetEntry:  # fmt: skip
    """The next entry: the whole sheet as it reads now, with the hash of exactly that."""
    text = sheet.model_dump(mode="json")
    return SheetEntry(
        stay_id=stay.id, number=last.number + 1 if last else 1, dog_id=stay.dog_id, at=now, by=by,
        because=because.strip(), confirmed_by=confirmed_by, changed=list(changed), sheet=text,
        sha256=fingerprint(text),
    )  # fmt: skip


def fingerprint(text: dict[str, object]) -> str:
    """SHA-256 over the sheet as JSON in UTF-8, all names sorted, without spaces."""
    plain = json.dumps(text, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def written(entry: SheetEntry) -> SheetWritten:
    """What the others are told: that there is an entry, and its hash, not what it says."""
    return SheetWritten(
        occurred_at=entry.at, dog_id=entry.dog_id, stay_id=entry.stay_id, number=entry.number,
        sha256=entry.sha256,
    )  # fmt: skip


def observe(before: Sheet, sheet: Sheet, stay: Stay, law: Jurisdiction) -> list[Event]:
    """A bite opens an observation for rabies. It is counted from the bite, not from intake (domain §2.3)."""
    if sheet.bite is None or (before.bite and before.bite.at == sheet.bite.at):
        return []
    at = sheet.bite.at.astimezone(UTC)
    until = at + timedelta(days=law.observation_days)
    return [ObservationOpened(occurred_at=at, dog_id=stay.dog_id, stay_id=stay.id, until=until)]


def wear_chip(dog: Dog, chip: Chip | None, now: datetime, corrected: bool = False) -> list[Event]:
    """The dog has this chip, as the reader says. Raises `AnotherChip` unless two people say so."""
    if chip is None or dog.chip == chip.number:
        return []
    if dog.chip and not corrected:
        raise AnotherChip(
            f"这只犬已登记芯片 {dog.chip}，请再扫一遍；确有两枚的写在项圈文字里。",
            f"Chip {dog.chip} is on record: scan again; if it wears two, write the other as collar text.",
            chip=dog.chip,
        )
    dog.chip, dog.chip_scheme, dog.chip_raw = chip.number, chip.scheme, chip.raw
    return [ChipRead(occurred_at=now, dog_id=dog.id, chip=chip.number, scheme=chip.scheme)]
