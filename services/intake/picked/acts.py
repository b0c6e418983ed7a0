"""What is done with the stays that are ticked on a page, by the doors' own rules."""

from starlette.datastructures import FormData

from services.intake.holds import routes as holds
from services.intake.holds.store import laws
from services.intake.kennels import moves
from services.intake.law.deadlines import HoldLaw
from services.intake.roles import DESK
from services.intake.stays.ticked import ticked
from shared.auth import Who
from shared.filled import Act
from shared.store import Work


def move(form: FormData, who: Who, work: Work) -> moves.ManyMoved:
    """To one kennel, or to the places of a zone that suit them."""
    to = _text(form, "to").upper()
    each = [{"stay_id": stay, "to": to} for stay in ticked(form, work)]
    asked = moves.ManyMoves.model_validate({"moves": each, "because": _text(form, "because")})
    answer: moves.ManyMoved = moves.move_many(asked, who, work)
    return answer


def hold(form: FormData, who: Who, work: Work) -> holds.ManyHeld:
    """The same hold for all of them."""
    told = {"stays": ticked(form, work), "hold": _text(form, "hold"), "because": _text(form, "because")}
    answer: holds.ManyHeld = holds.place_many(holds.ManyHolds.model_validate(told), who, work)
    return answer


ACTS = {"move": Act(move, DESK), "hold": Act(hold, holds.PLACE)}


def placeable(who: Who) -> list[HoldLaw]:
    """The holds that this person may place."""
    return [law for law in laws().values() if law.place and who.may(law.place)]


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()
