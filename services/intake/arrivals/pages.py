"""The page of the desk: one dog after another. A plain form; a script only makes it quicker."""

from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, select
from starlette.datastructures import FormData

from services.intake.arrivals import routes
from services.intake.arrivals.night.pages import scripts
from services.intake.kennels.models import Kennel
from services.intake.law.deadlines import jurisdiction
from services.intake.operations.store import dogs_of_operation, open_operations
from services.intake.roles import DESK
from services.intake.stays.models import Dog, Stay
from services.intake.tags.models import Tag
from services.intake.tags.store import latest_tag
from shared import clock
from shared.codes import BREEDS, COLOURS, DIVISIONS
from shared.filled import Act, Filled
from shared.forms import first_wrong
from shared.pages import Pages
from shared.said import Said
from shared.screens import Screens, Shown
from shared.store import Work

OFTEN = ("RURAL", "MIX", "POODLE", "BICHON", "GOLDEN", "HUSKY", "GSD", "PEK")
SELDOM = [breed for breed in BREEDS if breed not in OFTEN]
NAMES = {
    "found_at": "发现地点", "found_time": "发现时间", "arrived_at": "到所时间", "chip": "芯片",
    "name": "名字", "notes": "备注", "breed": "品种", "colour": "毛色", "age_months": "年龄", "sheet": "定位",
    "tag_code": "预制犬牌", "custody_basis": "收容依据",
}  # fmt: skip
AGES = (("幼犬", 2), ("青年", 12), ("成年", 36), ("老年", 108))
screens = Screens(
    Pages("intake", Path(__file__).parent), "/intake", partial(first_wrong, names=NAMES),
    otherwise=Said("收容登记需要值班民警或饲养员账号。", "The intake desk is for officers and keepers."),
    max_body_size=100_000,
)  # fmt: skip


@screens.page("/", *DESK, shows="intake.html")
def desk(work: Work, filled: Filled, done: str = "") -> Shown:
    recent, operations = _recent(work), open_operations(work)
    return {
        "recent": recent, "last": next((r for r in recent if r["stay"].stay_no == done), None),
        "operations": operations, "tonight": _tonight(work, operations), "room": _room(work),
        "given": filled.given or _as_before(recent), "breeds": OFTEN, "more_breeds": SELDOM,
        "colours": list(COLOURS), "ages": AGES, "divisions": [code for code in DIVISIONS if len(code) == 6],
        "scripts": scripts(), "now": clock.now().astimezone(clock.CITY).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip


def _found(form: FormData) -> dict[str, Any]:
    """Where it was found, in words and, from a phone of one's own, as WGS-84."""
    text, division, *position = (
        str(form.get(name, "")).strip() for name in ("place", "division", "lat", "lon", "accuracy_m")
    )
    at = {name: told for name, told in zip(("lat", "lon", "accuracy_m"), position, strict=True) if told}
    return {"found_at": {"text": text, "division": division}} | ({"sheet": {"position": at}} if at else {})


screens.act("/", desk, Act(routes.take_in, DESK, _found), then="/intake/?done={stay_no}")


def _recent(work: Work) -> list[dict[str, Any]]:
    rows = work.exec(
        select(Stay, Dog, Tag)
        .join(Dog, col(Dog.id) == Stay.dog_id)
        .join(Tag, col(Tag.code) == latest_tag(col(Dog.id)))
        .order_by(col(Stay.stay_no).desc())
        .limit(6)
    ).all()
    return [{"stay": stay, "dog": dog, "tag": tag} for stay, dog, tag in rows]


def _tonight(work: Work, operations: Any) -> int:
    return dogs_of_operation(work, operations[0].id) if operations else 0


def _room(work: Work) -> list[tuple[str, int, int]]:
    """Zone, free places, all places."""
    kennels = work.exec(select(Kennel)).all()
    zones = [zone.letter for zone in jurisdiction().zones]
    places = {z: [(k.capacity - k.occupied, k.capacity) for k in kennels if k.zone == z] for z in zones}
    return [(zone, sum(free for free, _ in all_), sum(of for _, of in all_)) for zone, all_ in places.items()]


def _as_before(recent: list[dict[str, Any]]) -> dict[str, str]:
    """On one night the place and the operation stay the same from dog to dog."""
    if not recent:
        return {}
    stay = recent[0]["stay"]
    return {
        "place": stay.found_text,
        "division": stay.division,
        "operation_id": stay.operation_id or "",
    }
