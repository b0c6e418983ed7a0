"""What each button of the board does: the same as its door, from a plain form."""

from typing import Any

from starlette.datastructures import FormData

from services.intake.kennels import moves, outbreaks, routes, store
from services.intake.roles import CREW, DESK
from services.intake.stays.ticked import ticked
from shared.auth import Who
from shared.filled import Act
from shared.store import Work

HOMELESS = "none"


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _dogs(form: FormData, work: Work) -> list[str]:
    return [store.staying(work, stay)[1].dog_id for stay in ticked(form, work)]


def _move(form: FormData, who: Who, work: Work) -> Any:
    """From a kennel to a kennel: together or not at all. From or to a whole zone: each for itself."""
    to, because = _text(form, "to"), _text(form, "because")
    if len(to) > 1 and len(_text(form, "at")) > 1 and _text(form, "at") != HOMELESS:
        told = {"dogs": _dogs(form, work), "to": to, "because": because}
        return moves.move(moves.Move.model_validate(told), who, work)
    each = [{"stay_id": stay, "to": to} for stay in ticked(form, work)]
    return moves.move_many(moves.ManyMoves.model_validate({"moves": each, "because": because}), who, work)


def _merge(form: FormData, who: Who, work: Work) -> Any:
    told = {"kennels": [_text(form, "at")], "to": _text(form, "to"), "because": _text(form, "because")}
    return moves.merge(moves.Merge.model_validate(told), who, work)


def _litter(form: FormData, who: Who, work: Work) -> Any:
    return routes.form_litter(routes.NewLitter.model_validate({"dogs": _dogs(form, work)}), work)


def _wean(form: FormData, who: Who, work: Work) -> Any:
    return routes.wean_litter(_text(form, "litter"), work)


def _disinfect(form: FormData, who: Who, work: Work) -> Any:
    told = {"agent": form.get("agent"), "contact_minutes": form.get("minutes") or None}
    return routes.disinfect(_text(form, "at"), routes.Disinfection.model_validate(told), who, work)


def _state(form: FormData, who: Who, work: Work) -> Any:
    told = {"state": form.get("state"), "note": _text(form, "note")}
    return routes.change_state(_text(form, "at"), routes.NewState.model_validate(told), who, work)


def _note(form: FormData, who: Who, work: Work) -> Any:
    told = {"what": form.get("what"), "note": _text(form, "note")}
    return routes.note(_text(form, "at"), routes.Note.model_validate(told), who, work)


def _seal(form: FormData, who: Who, work: Work) -> Any:
    return outbreaks.seal(_text(form, "zone"), _why(form), who, work)


def _reopen(form: FormData, who: Who, work: Work) -> Any:
    return outbreaks.reopen(_text(form, "zone"), _why(form), who, work)


def _why(form: FormData) -> outbreaks.Because:
    return outbreaks.Because.model_validate({"reason": _text(form, "reason")})


ACTS = {
    "move": Act(_move, DESK),
    "merge": Act(_merge, DESK),
    "litter": Act(_litter, CREW),
    "wean": Act(_wean, CREW),
    "disinfect": Act(_disinfect, DESK),
    "state": Act(_state, DESK),
    "note": Act(_note, CREW),
    "seal": Act(_seal, ("vet",)),
    "reopen": Act(_reopen, ("vet",)),
}
