"""The page of one dog's intake sheet: what it says, what is missing, its history. No script needed."""

from functools import partial
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData

from services.intake.corrections import store as corrections
from services.intake.corrections import writing
from services.intake.law.deadlines import jurisdiction
from services.intake.photos import store as photos
from services.intake.roles import CREW, READERS
from services.intake.sheet import forms, routes, rules, shape, store, victims
from services.intake.sheet.shape import Sheet, Writing
from services.intake.sheet.shown import said
from services.intake.stays import store as stays
from services.intake.stays.clocks import PhoneSaid
from shared.auth import Who
from shared.filled import Act, Filled, typed
from shared.forms import first_wrong
from shared.looks import Reason, purposes
from shared.pages import Pages, language_of
from shared.said import Said
from shared.screens import Screens, Shown
from shared.sealed import Seal
from shared.store import Work

FEWEST_ROWS = 2
screens = Screens(
    Pages("intake", Path(__file__).parent), "/intake/dogs", partial(first_wrong, names=forms.FIELDS),
    otherwise=Said("登记表供值班民警、饲养员、兽医和审计使用，请换账号登录。",
    "The intake sheet is for officers, keepers, vets and auditors: log in as one who may do this."),
)  # fmt: skip


@screens.page("/{dog_id}/sheet", *READERS, shows="sheet.html")
def sheet_page(request: Request, dog_id: str, work: Work, filled: Filled, kept: bool = False) -> Shown:
    dog, stay, form = stays.dog(work, dog_id), stays.latest_stay(work, dog_id), filled.given
    entries = store.entries_of(work, stay.id)
    sheet = store.sheet_of(entries[-1] if entries else None)
    return {
        "dog": dog, "stay": stay, "kept": kept, "opened": None, "state": routes.state(work, dog, stay),
        "entries": list(reversed(entries)), "sheet": sheet, "said": said(sheet, form),
        "officers": _officers(sheet, form), "shape": shape, "sheet_fields": Sheet.model_fields,
        "two": rules.officers_needed(stay.custody_basis, sheet, jurisdiction()),
        "photos": [p for p in photos.photos_of(work, dog_id) if p.stay_id == stay.id],
        "same_chip": store.same_chip(work, dog), "waits": corrections.waiting(work, dog_id),
        "victims": [(one, store.looks_at(work, one.id)) for one in store.victims_of(work, stay.id)],
        "phone_said": stay.phone_said and PhoneSaid.model_validate(stay.phone_said),
        "may_write": CREW, "may_keep": victims.KEEPERS, "may_open": victims.OPENERS,
        "purposes": purposes(language_of(request)),
    }  # fmt: skip


def _write(dog_id: str, form: FormData, who: Who, work: Work) -> Any:
    """Adds what the form says."""
    stay = stays.latest_stay(work, stays.dog(work, dog_id).id)
    before = store.sheet_of(store.last_entry(work, stay.id))
    told = forms.body(form, before) | {"because": forms.word(form, "because") or ""}
    return writing.write_sheet(dog_id, Writing.model_validate(told), who, work)


DONE = "/intake/dogs/{dog_id}/sheet?kept=true"
screens.act("/{dog_id}/sheet", sheet_page, Act(_write, CREW), DONE)
screens.act("/{dog_id}/sheet/victims", sheet_page, Act(victims.keep_victim, victims.KEEPERS), DONE)


@screens.form("/{dog_id}/sheet/victims/{victim}", sheet_page, *victims.OPENERS)
async def look_at_victim(request: Request, victim: str, filled: Filled, who: Who, seal: Seal) -> Shown:
    """Shows one victim in clear, once."""
    why = Reason.model_validate(typed(Reason, filled.given))
    writer = request.app.state.service.writer
    return {"opened": await writer.do(lambda work: victims.look(work, victim, why, who, seal))}


def _officers(sheet: Sheet, form: FormData) -> list[dict[str, str]]:
    """As typed, else as written; with empty rows for two, and one to spare."""
    rows = forms.officers(form) or [officer.model_dump() for officer in sheet.officers or ()]
    empty = {"name": "", "police_no": ""}
    return rows + [empty] * max(FEWEST_ROWS - len(rows), 1)
