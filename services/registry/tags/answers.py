"""What a program is told of a tag, as JSON; what a person is told begins with the same facts."""

from datetime import datetime
from typing import Any

from fastapi.responses import JSONResponse, Response

from services.registry.city import CITY, Words
from services.registry.dogs.rules import age_on, city_day
from services.registry.tags.rules import PublicStatus, can_be_claimed, public_status
from services.registry.tags.store import TagRow
from services.registry.vaccinations.rules import Immunity, immunity
from shared import clock, problems
from shared.said import Said

HEADERS = {"X-Robots-Tag": "noindex", "Cache-Control": "no-cache", "Vary": "Accept, Cookie"}
WITHDRAWN = Words(zh="这张犬牌已停用", en="This tag is no longer in use")
EXAMPLE: dict[str, Any] = {
    "dog": {"dog_id": "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01", "name": "豆包", "sex": "male", "breed": "RURAL",
            "colour": "YWW", "age_months": 24, "size": "M", "stay_no": "HH-2026-004217", "chip_tail": "6789"},
    "status": "HOLDING",
    "status_text": {"zh": "招领中，正在找主人", "en": "In care, looking for its owner"},
    "vaccination": {"rabies": {"status": "VALID", "valid_until": "2027-07-02"}},
    "claim_until": "2026-07-20T16:00:00Z",
    "tag": "active",
}  # fmt: skip
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {"example": EXAMPLE}, "text/html": {}}},
    404: {"description": "No such tag", "content": {problems.MEDIA_TYPE: {}, "text/html": {}}},
}


def told_of(tag: TagRow, now: datetime) -> PublicStatus:
    return public_status(tag.status, tag.claim_until, tag.died_at, now)


def rabies_of(tag: TagRow, now: datetime) -> Immunity:
    today = city_day(now)
    return immunity(tag.rabies_until, age_on(today, tag.age_months, tag.found_at), today, CITY.rabies)


def as_json(tag: TagRow | None, now: datetime) -> Response:
    if tag is None:
        return problems.Answer(
            404, Said("没有这张犬牌", "No such tag"),
            Said("请核对牌上的 12 个字符；遇到犬只请拨打 12345。",
            "Check the 12 characters on the tag; if you have met a dog, call 12345."),
            HEADERS,
        )  # fmt: skip
    if not tag.active:
        nothing = dict.fromkeys(("dog", "status", "vaccination", "claim_until"))
        return JSONResponse(
            nothing | {"status_text": WITHDRAWN.model_dump(), "tag": "withdrawn"}, 200, HEADERS
        )
    told, until = told_of(tag, now), tag.rabies_until
    claim = tag.claim_until if can_be_claimed(told, tag.claim_until, now) else None
    answer = {
        "dog": {
            "dog_id": tag.dog_id, "name": tag.name, "sex": tag.sex, "breed": tag.breed, "colour": tag.colour,
            "age_months": tag.age_months, "size": tag.size, "stay_no": tag.stay_no,
            "chip_tail": tag.chip[-4:] if tag.chip else None,
        },
        "status": told.code,
        "status_text": {"zh": told.words.zh, "en": told.words.en},
        "vaccination": {
            "rabies": {"status": rabies_of(tag, now), "valid_until": until.isoformat() if until else None}
        },
        "claim_until": clock.text(claim) if claim else None,
        "tag": "active",
    }  # fmt: skip
    return JSONResponse(answer, 200, HEADERS)
