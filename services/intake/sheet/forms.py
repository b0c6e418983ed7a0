"""What the plain form of an intake sheet says, as the body of the door that does the same."""

from datetime import datetime
from typing import Any

from starlette.datastructures import FormData

from services.intake.sheet.shape import Sheet
from shared import clock, moments

WORDS = (
    "source", "case_no", "method", "received_by", "vehicle", "collar_text", "condition", "body_score",
    "weight_kg", "temperature_c", "temperament", "gait", "breeding", "witness",
)  # fmt: skip
TICKED = ("skin", "parasites", "suspected", "aggression")
ANSWERS = {"yes": True, "no": False}
YES_OR_NO = ("rabies_signs", "muzzle")


def body(form: FormData, before: Sheet) -> dict[str, Any]:
    """Every field of the form; one that was empty and still is, is not named."""
    given = {
        **{name: word(form, name) for name in WORDS},
        **{name: answer(form, name) for name in YES_OR_NO},
        "position": position(form),
        "sedation": _part(form, "sedation", "drug", "dose", "given_by", "licence"),
        "officers": officers(form) or None,
        "camera_files": lines(form, "camera_files") or None,
        **{name: ticked(form, name) for name in TICKED},
        "helpers": lines(form, "helpers") or None,
        "handover": handover(form, before),
        "wounds": listed(form, "wounds"),
        "items": listed(form, "items"),
        "chip_scan": chip_scan(form),
        "bite": bite(form, before),
    }
    return {
        name: value for name, value in given.items() if value is not None or getattr(before, name) is not None
    }


def word(form: FormData, name: str) -> str | None:
    return str(form.get(name, "")).strip() or None


def answer(form: FormData, name: str) -> bool | None:
    return ANSWERS.get(str(form.get(name, "")))


def lines(form: FormData, name: str) -> list[str]:
    return [line.strip() for line in str(form.get(name, "")).splitlines() if line.strip()]


def listed(form: FormData, name: str) -> list[str] | None:
    """One a line; an empty list only where somebody says that there are none."""
    return lines(form, name) or ([] if form.get(f"no_{name}") else None)


def ticked(form: FormData, name: str) -> list[str] | None:
    """In the order in which they were ticked; an empty list only where somebody says that there are none."""
    return [str(one) for one in form.getlist(name)] or ([] if form.get(f"no_{name}") else None)


def handover(form: FormData, before: Sheet) -> dict[str, Any] | None:
    """Signed by typing a name; where no time is given, it is now."""
    told = _part(form, "handover", "given_by", "taken_by")
    if told is None and word(form, "handover.given_as") is None:
        return None
    parts = _part(form, "handover", "given_by", "given_as", "taken_by", "taken_as") or {}
    at: datetime | str = moment(form, "handover.at") or clock.now()
    if before.handover and word(form, "handover.at") == on_the_wall(before.handover.at):
        at = before.handover.at
    return parts | {"at": at}


def _part(form: FormData, name: str, *parts: str) -> dict[str, Any] | None:
    told = {part: value for part in parts if (value := word(form, f"{name}.{part}"))}
    return told or None


def position(form: FormData) -> dict[str, Any] | None:
    told = _part(form, "position", "lat", "lon", "accuracy_m")
    return told and told | {"datum": word(form, "position.datum") or "WGS-84"}


def officers(form: FormData) -> list[dict[str, str]]:
    """A row that was left empty is no officer."""
    names, numbers = (map(str, form.getlist(name)) for name in ("officer", "police_no"))
    pairs = ((name.strip(), number.strip()) for name, number in zip(names, numbers, strict=False))
    return [{"name": name, "police_no": number} for name, number in pairs if name or number]


def chip_scan(form: FormData) -> dict[str, Any] | None:
    said, number = answer(form, "scanned"), word(form, "chip_number")
    if said is None and number is None:
        return None
    return {"scanned": said is not False, "number": number, "reader": word(form, "chip_reader") or ""}


def bite(form: FormData, before: Sheet) -> dict[str, Any] | None:
    at: datetime | str | None = moment(form, "bite.at")
    if at is None:
        return None
    if before.bite and word(form, "bite.at") == on_the_wall(before.bite.at):
        at = before.bite.at  # as it was, to the second
    told = {name: answer(form, f"bite.{name}") for name in ("provoked", "hospital_told", "cdc_told")}
    return told | {
        "at": at,
        "place": word(form, "bite.place") or "",
        "wound_class": word(form, "bite.wound_class"),
    }


def moment(form: FormData, name: str) -> datetime | str | None:
    typed = word(form, name)
    return moments.on_the_wall(typed) if typed else None


def on_the_wall(at: datetime) -> str:
    """As a field for date and time has it."""
    return at.astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M")


FIELDS = {
    "source": "来源", "case_no": "案号", "position": "经纬度", "method": "捕捉方式", "sedation": "麻醉",
    "officers": "民警", "received_by": "接收保管员", "vehicle": "车辆", "camera_files": "执法记录仪文件",
    "collar_text": "项圈文字", "condition": "总体状况", "body_score": "体况评分", "weight_kg": "体重",
    "helpers": "协同人员", "witness": "见证人", "handover": "交接", "skin": "皮肤", "gait": "步态",
    "parasites": "寄生虫", "breeding": "怀孕哺乳", "suspected": "疑似疾病", "aggression": "攻击对象",
    "temperature_c": "体温", "wounds": "外伤", "rabies_signs": "狂犬病症状", "temperament": "性情",
    "muzzle": "嘴套", "chip_scan": "芯片", "bite": "伤人", "items": "随犬物品", "because": "更改原因",
    "name": "姓名", "phone": "电话", "note": "备注", "purpose": "查看目的",
}  # fmt: skip
