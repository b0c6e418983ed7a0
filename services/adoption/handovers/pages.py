"""The record of hand-overs, and the button that takes one back while the dog is at the gate."""

from typing import Annotated, Any

from fastapi import Query, Request

from services.adoption.applications.states import APPLICATION
from services.adoption.desk.pages import FOR_STAFF, HERE, STAFF, line
from services.adoption.handovers import routes, store
from services.adoption.handovers.rules import PROOFS
from services.adoption.people.store import masked
from services.adoption.reclaims.states import RECLAIM
from services.adoption.shown import pages
from shared.filled import Act
from shared.looks import purposes
from shared.pages import language_of
from shared.said import Said
from shared.screens import Screens, Shown
from shared.sealed import Seal
from shared.store import Work

A_PAGE = 50
SAYS = Said("请写明为什么撤销。", "Say why it is taken back.")
Cursor = Annotated[str, Query(max_length=64)]
screens = Screens(pages, f"{HERE}/handovers", says=lambda _: SAYS, otherwise=FOR_STAFF)


@screens.page("", *STAFF, shows="handovers.html")
def record_page(work: Work, seal: Seal, after: Cursor = "", dog: Cursor = "") -> Shown:
    found = store.handovers(work, dog, after, A_PAGE + 1)
    return {
        "found": [line(work, one, seal) for one in found[:A_PAGE]], "after": after, "of": dog,
        "next": found[A_PAGE - 1].handover_id if len(found) > A_PAGE else "",
    }  # fmt: skip


@screens.page("/{handover_id}", *STAFF, shows="handover.html")
def handover_page(request: Request, handover_id: str, work: Work, seal: Seal, done: str = "") -> Shown:
    english = language_of(request) == "en"
    one = line(work, store.handover_of(work, handover_id), seal)
    others: list[dict[str, Any]] = [
        other | dict(zip(("name", "phone"), masked(work, other["person"], seal), strict=True))
        for other in one["row"].others
    ]
    return {
        "one": one, "dog": one["dog"], "others": others, "done": done, "id": handover_id,
        "proofs": [PROOFS[code][english] for code in one["row"].proof_seen],
        "purposes": purposes(language_of(request)),
        "application_states": APPLICATION, "reclaim_states": RECLAIM,
    }  # fmt: skip


screens.act(
    "/{handover_id}/undo", handover_page, Act(routes.undo, STAFF), HERE + "/handovers/{handover_id}?done=undo"
)
