"""Doors that print: QR codes, sheets of labels, kennel cards. All are PDF but for the bare code."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query
from fastapi.responses import Response
from sqlmodel import col, select

from services.intake.holds import store as held
from services.intake.holds.models import Hold
from services.intake.holds.rules import standing
from services.intake.roles import CREW, DESK
from services.intake.stays import store as stays_store
from services.intake.stays.models import Stay
from services.intake.tags import drawing, sheets, store
from services.intake.tags.kennel_card import Hung, cards
from services.intake.tags.models import Tag
from services.intake.tags.routes import number_of
from services.intake.tags.rules import LABELS_ON_A_SHEET, NoSuchTag, must_wear, read_code
from services.intake.tags.sheets import Label
from shared import clock
from shared.doors import STAFF, Doors
from shared.forms import Id
from shared.problems import NotFound
from shared.store import Work

doors = Doors(prefix="/intake/v1", tags=["tags"])
MOST = 20 * LABELS_ON_A_SHEET
TITLE = "犬牌标签"
First = Annotated[
    int, Query(ge=1, le=LABELS_ON_A_SHEET, description="the first free label of a sheet that was begun")
]
Codes = Annotated[list[Id], Query(min_length=1, max_length=MOST, description="one for each label")]
Stays = Annotated[list[Id], Query(min_length=1, max_length=MOST, description="such as HH-2026-000123")]


@doors.query("/tags/labels.pdf", *DESK, response_model=None)
def print_labels(code: Codes, work: Work, first: First = 1) -> Response:
    """A4 sheets of 24 labels for tags that dogs wear, in the order in which they are named."""
    tags = [store.tag(work, one) for one in code]
    labels = [_label(tag, stays_store.latest_stay(work, tag.dog_id), work) for tag in tags]
    return _pdf(sheets.sheets(labels, TITLE, first - 1), "labels")


@doors.query("/stays/labels.pdf", *DESK, response_model=None)
def print_labels_of(stay: Stays, work: Work, first: First = 1) -> Response:
    """A4 sheets with a label for each of these stays, in this order. Every dog must wear a tag."""
    worn = must_wear([(one, tag) for one, _, tag in store.of_stays(work, stay)])
    return _pdf(sheets.sheets([_label(tag, one, work) for one, tag in worn], TITLE, first - 1), "labels")


@doors.query("/stays/cards.pdf", *CREW, response_model=None)
def print_cards_of(stay: Stays, work: Work) -> Response:
    """An A6 card for the kennel of each of these dogs, in this order; without a tag, without a QR code."""
    found = store.of_stays(work, stay)
    holds = _holds(work, [one for one, _, _ in found])
    hung = [
        Hung(dog, one, drawing.tag_url(work.public_url, tag.code) if tag else "", holds[one.id])
        for one, dog, tag in found
    ]
    return _pdf(cards(hung, clock.now()), "cards")


@doors.query("/tag-batches/{batch_id}/labels.pdf", *DESK, response_model=None)
def print_batch(batch_id: str, work: Work) -> Response:
    """The sheets of a batch, without the labels that have a dog."""
    batch = store.batch(work, batch_id)
    labels = [
        Label(number_of(batch, one.position), one.code, drawing.tag_url(work.public_url, one.code))
        for one in store.labels_of(work, batch_id)
        if one.dog_id is None
    ]
    if not labels:
        raise NotFound(
            "这一批都已用完，请新印一批。", "Every label of this batch has a dog: make another batch."
        )
    return _pdf(sheets.sheets(labels, f"第 {batch.number} 批"), f"batch-{batch.number}")


@doors.query("/tags/{code}/card.pdf", *CREW, response_model=None)
def print_card(code: str, work: Work) -> Response:
    """The A6 card for the kennel of the dog that has this tag."""
    tag = store.tag(work, code)
    dog, stay = stays_store.dog(work, tag.dog_id), stays_store.latest_stay(work, tag.dog_id)
    url = drawing.tag_url(work.public_url, tag.code)
    return _pdf(cards([Hung(dog, stay, url, _holds(work, [stay])[stay.id])], clock.now()), stay.stay_no)


@doors.query("/tags/{code}.{kind}", *STAFF, response_model=None)
def draw_tag(code: str, kind: str, work: Work) -> Response:
    """The QR code of a tag, as `svg` or `png`."""
    if work.get(Tag, read_code(code)) is None or kind not in ("svg", "png"):
        raise NoSuchTag(f"没有犬牌 {code}.{kind}。", "There is no such tag; kinds are svg and png.")
    url = drawing.tag_url(work.public_url, read_code(code))
    if kind == "svg":
        return Response(drawing.svg(url), media_type="image/svg+xml")
    return Response(drawing.png(url), media_type="image/png")


def _holds(work: Work, stays: Sequence[Stay]) -> dict[str, dict[str, str]]:
    """What keeps each of these dogs here, by kind, in words."""
    laws, now = held.laws(), clock.now()
    kept: dict[str, dict[str, str]] = {stay.id: {} for stay in stays}
    for hold in work.exec(select(Hold).where(col(Hold.stay_id).in_(kept), col(Hold.released_at).is_(None))):
        if standing(hold, laws[hold.kind], now):
            kept[hold.stay_id][hold.kind] = laws[hold.kind].zh
    return kept


def _label(tag: Tag, stay: Stay, work: Work) -> Label:
    return Label(stay.stay_no.rpartition("-")[2], tag.code, drawing.tag_url(work.public_url, tag.code))


def _pdf(made: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)
