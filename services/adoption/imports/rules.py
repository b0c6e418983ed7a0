"""What a row of an ASM3 movement export means. No database, no clock, no network."""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.adoption.applications import rules as applications
from services.adoption.dogs import rules as dogs
from services.adoption.dogs.models import Dog
from services.adoption.dogs.rules import city_day, moment_of
from services.adoption.law import Law
from services.adoption.reclaims import rules as reclaims
from shared.clock import CITY
from shared.forms import UNSEEN, composed
from shared.ids import uuid_from
from shared.moments import FIRST, too_early
from shared.persons import names_somebody, shown
from shared.problems import Unreasonable
from shared.said import Said

NEEDED = ("id", "movementdate", "movementtype", "returndate", "returnedreason", "speciesname")
How = Literal["ADOPTED", "RECLAIMED"]
OURS: dict[str, How] = {"Adoption": "ADOPTED", "Reclaimed": "RECLAIMED"}
LONGEST_REASON = 500
MOST_ROWS, MOST_COLUMNS = 50_000, 100
UNKNOWN_DOG = Said("没有这只犬，请先向收容导入同一文件。", "Unknown dog: import the file into intake first.")


class Refused(ValueError):
    """The row cannot be taken in; the message says why."""

    def __init__(self, chinese: str, english: str) -> None:
        self.said = Said(chinese, english)
        super().__init__(self.said)


@dataclass(frozen=True, slots=True)
class Movement:
    """A dog left the shelter this way, and perhaps came back."""

    row: int
    asm3_id: str
    how: How
    moved_at: datetime
    returned_at: datetime | None
    reason: str
    key: tuple[str, str, str]

    @property
    def id(self) -> str:
        """The same whenever the file is read again."""
        return uuid_from("asm3", *self.key)

    @property
    def return_id(self) -> str:
        return uuid_from("asm3-return", *self.key)

    @property
    def next_stay(self) -> str:
        return uuid_from("asm3-stay", *self.key)

    @property
    def person(self) -> str:
        """Somebody of whom the file says nothing."""
        return uuid_from("asm3-person", *self.key)


@dataclass(slots=True)
class File:
    """The file, sorted out: movements by dog, and the rows that are not for us."""

    rows: int
    dogs: dict[str, list[Movement]]
    refused: dict[int, str]
    not_ours: list[int]


def text_of(body: bytes) -> str:
    """UTF-8 with or without a mark, or else GB 18030."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError:
        raise Unreasonable(
            "请以 UTF-8 编码保存后再导入。", "Save the file as UTF-8 and send it again."
        ) from None


def check_header(text: str) -> None:
    """Raises `Unreasonable` when this is no movement export."""
    try:
        header = next(csv.reader(io.StringIO(text, newline="")), [])
    except csv.Error as error:
        raise _not_whole(error) from None
    if len(header) > MOST_COLUMNS:
        raise Unreasonable(
            f"有 {len(header)} 列，最多 {MOST_COLUMNS} 列：请删去不需要的列。",
            f"It has {len(header)} columns, {MOST_COLUMNS} is the most: remove those that are not needed.",
        )
    if missing := [column for column in NEEDED if column not in header]:
        raise Unreasonable(
            f"不是 ASM3 去向导出文件，缺少列：{'、'.join(missing)}。",
            f"Not an ASM3 movement export; columns missing: {', '.join(missing)}.",
            missing=missing,
        )


def _not_whole(error: csv.Error) -> Unreasonable:
    return Unreasonable(f"这不是完整的 CSV 文件（{error}）。", f"This is not a whole CSV file: {error}.")


def read(text: str) -> File:
    """Sorts the rows: movements of dogs in the order of time, what is refused, what others take in.

    Raises `Unreasonable` for a file that is broken, or too long.
    """
    file = File(0, defaultdict(list), {}, [])
    for number, row in _rows(text):
        file.rows += 1
        if file.rows > MOST_ROWS:
            raise Unreasonable(
                f"超过 {MOST_ROWS} 行，请分成几个文件。", f"More than {MOST_ROWS} rows: split the file."
            )
        try:
            movement = movement_of(number, row)
        except Refused as why:
            file.refused[number] = why.said
            continue
        if movement:
            file.dogs[movement.asm3_id].append(movement)
        else:
            file.not_ours.append(number)
    for movements in file.dogs.values():
        movements.sort(key=lambda m: (m.moved_at, m.returned_at is None, m.returned_at or m.moved_at, m.row))
    return file


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Numbered as in the file: the header is 1."""
    try:
        for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""), restval=""), start=2):
            yield number, {key: (value or "").strip() for key, value in row.items() if isinstance(key, str)}
    except csv.Error as error:
        raise _not_whole(error) from None


def movement_of(number: int, row: dict[str, str]) -> Movement | None:
    """None for what is intake's: fosters, transfers, deaths. Raises `Refused`."""
    if row["speciesname"].lower() != "dog":
        raise Refused(
            f"不是犬（{shown(row['speciesname']) or '未填'}）。",
            f"Not a dog: {shown(row['speciesname']) or 'empty'}.",
        )
    if not row["id"]:
        raise Refused("缺少 id。", "No id.")
    how = OURS.get(row["movementtype"])
    if how is None:
        return None
    moved_at = _when(row["movementdate"], "movementdate")
    returned_at = _when(row["returndate"], "returndate") if row["returndate"] else None
    if returned_at and returned_at < moved_at:
        raise Refused("returndate 早于 movementdate。", "It came back before it left.")
    if UNSEEN.search(row["returnedreason"]):
        raise Refused("returnedreason 有看不见的字符。", "returnedreason has characters that nobody sees.")
    if len(row["returnedreason"]) > LONGEST_REASON or names_somebody(row["returnedreason"]):
        raise Refused(
            "returnedreason 太长，或有证件号、电话，请改短或删去。",
            "returnedreason is too long, or has an id or phone number: take it out.",
        )
    return Movement(
        row=number, asm3_id=row["id"], how=how, moved_at=moved_at, returned_at=returned_at,
        reason=composed(row["returnedreason"]), key=(row["id"], row["movementdate"], row["movementtype"]),
    )  # fmt: skip


def _when(text: str, column: str) -> datetime:
    """An export has no zone: it is the city's own time."""
    try:
        at = datetime.fromisoformat(text)
        at = (at if at.tzinfo else at.replace(tzinfo=CITY)).astimezone(CITY)
    except (ValueError, OverflowError):
        raise Refused(
            f"{column} 不是日期：{shown(text) or '未填'}。", f"{column} is no date: {shown(text) or 'empty'}."
        ) from None
    if why := too_early(at, FIRST):
        raise Refused(f"{column}：{why.zh}", why.en)
    return at


@dataclass(frozen=True, slots=True)
class Chapter:
    """A movement with the stay that it ended."""

    movement: Movement
    stay_id: str


def story(movements: list[Movement], first_stay: str) -> tuple[list[Chapter], str, How | None]:
    """Which stay each movement ended, the stay that the dog is in at last, and how it is gone, if it is.

    Where the file forgot a return, the next movement ends the same stay once more.
    """
    stay, gone, chapters = first_stay, None, []
    for movement in movements:
        chapters.append(Chapter(movement, stay))
        gone = None if movement.returned_at else movement.how
        stay = movement.next_stay if movement.returned_at else stay
    return chapters, stay, gone


def may_be_told(dog: Dog, fresh: list[Movement], now: datetime, law: Law) -> None:
    """Whether movements that nobody has recorded yet may be. Raises what the desk would raise.

    What others did with a dog before it was written down here is its past. The rest are acts of this house,
    and one that would take a dog away from us passes what any handover passes.
    """
    for moved in fresh:
        moment_of(max(moved.moved_at, moved.returned_at or moved.moved_at), now)
        past = dog.known_since is not None and city_day(moved.moved_at) < city_day(dog.known_since)
        if not past:
            _as_at_the_desk(dog, moved.how, now, law)
        if dogs.in_care(dog):
            _may_go(dog, moved.how, now)


def _as_at_the_desk(dog: Dog, how: How, now: datetime, law: Law) -> None:
    if how == "ADOPTED":
        dogs.check_adoptable(dog, now, law)
    else:
        reclaims.check_reclaimable(dog, law)


def _may_go(dog: Dog, how: How, now: datetime) -> None:
    if how == "RECLAIMED":
        reclaims.may_hand_back(dog, now)
        return
    applications.may_hand_over(dog, now)
    if dog.ours.reserved_for:
        raise applications.NotApproved(
            "已为他人保留，请在领养台办理。", "It is kept for somebody: hand it over at the adoption desk."
        )
