"""The page of what happens, newest first: server-rendered, and live where there is a script."""

from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import HTMLResponse

from services.notify.dogs.models import Dog
from services.notify.dogs.store import dogs
from services.notify.feed import rules, store
from services.notify.feed.models import Feed
from services.notify.messages.words import Lang, say
from shared import clock
from shared.auth import Who
from shared.doors import EVERYONE, STAFF, Doors
from shared.events import BY_TYPE
from shared.pages import Pages, language_of
from shared.store import Work
from shared.views import may_read

pages = Pages("notify", Path(__file__).parents[1])
screens = Doors(prefix="/notify", include_in_schema=False)
LAST = 50
TONES = {
    "DogIntaken": "tone-qing key",
    "StayOpened": "tone-qing key",
    "DogVaccinated": "tone-ok key",
    "DogBecameAdoptable": "tone-warm",
    "DogAdopted": "tone-warm key",
    "DogReclaimed": "tone-warm key",
    "HandoverUndone": "tone-bad",
    "DogDied": "tone-bad",
    "MessageFailed": "tone-bad",
    "ReclaimRequested": "tone-wait",
    "AdoptionAppliedFor": "tone-wait",
}


@screens.query("/", EVERYONE)
def happening(request: Request, work: Work, who: Who) -> HTMLResponse:
    """What has happened lately."""
    staff = who.may(STAFF)
    rows = store.latest_events(work, LAST, store.readable(staff))
    types = [event.__name__ for event in BY_TYPE.values() if may_read(event.type, rules.reader_of(staff))]
    return pages.show(
        request, "happening.html", items=_items(request, work, list(rows), staff), staff=staff,
        types=urlencode({"type": types}, doseq=True),
        end=store.cursors(work).of(rows[0].position if rows else 0),
    )  # fmt: skip


@screens.query("/items", EVERYONE)
def items(
    request: Request, work: Work, who: Who, after: Annotated[str, Query(max_length=64)] = ""
) -> HTMLResponse:
    """What has happened since, as list items for the open page."""
    staff = who.may(STAFF)
    at = store.cursors(work).position(after, staff)
    rows = store.events_after(work, at, LAST, store.readable(staff))
    return pages.show(request, "items.html", items=_items(request, work, list(reversed(rows)), staff))


def _items(request: Request, work: Work, rows: list[Feed], staff: bool) -> list[dict[str, Any]]:
    known = dogs(work, {row.subject for row in rows})
    lang: Lang = "en" if language_of(request) == "en" else "zh"
    cursors = store.cursors(work)
    return [_item(row, cursors.of(row.position), known.get(row.subject), lang, staff) for row in rows]


def _item(row: Feed, cursor: str, dog: Dog | None, lang: Lang, staff: bool) -> dict[str, Any]:
    said = say(store.envelope(row), dog, "", lang, rules.reader_of(staff))
    name = BY_TYPE[row.type].__name__ if row.type in BY_TYPE else ""
    return {
        "cursor": cursor,
        "at": clock.parse(row.time),
        "said": said.subject,
        "name": name or row.type,
        "tone": TONES.get(name, "tone-calm"),
        "staff": row.audience == "staff",
        "link": f"/t/{dog.code}" if staff and dog and dog.code else None,
    }
