"""What is done with the stays that are ticked on a page, by the doors' own rules."""

from collections.abc import Callable, Sequence

import sqlalchemy as sa
from sqlmodel import col
from starlette.datastructures import FormData

from services.intake.deadlines import HoldLaw
from services.intake.holds import routes as holds
from services.intake.holds.store import laws
from services.intake.kennels import moves
from services.intake.models import Stay
from shared.auth import Who
from shared.problems import Unreasonable
from shared.said import Said
from shared.store import Work

Answer = moves.ManyMoved | holds.ManyHeld
Act = Callable[[FormData, Who, Work], Answer]


class NothingTicked(Unreasonable):
    title = Said("没有勾选", "Nothing is ticked")


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


ACTS: dict[str, tuple[tuple[str, ...], Act]] = {"move": (moves.MOVE, move), "hold": (holds.PLACE, hold)}


def placeable(who: Who) -> list[HoldLaw]:
    """The holds that this person may place."""
    return [law for law in laws().values() if law.place and who.may(law.place)]


def ticked(form: FormData, work: Work) -> Sequence[str]:
    """Their ids, in the order of their numbers; a number that nobody has is left as it is, to be refused.

    Raises `NothingTicked`.
    """
    numbers = sorted({str(number) for number in form.getlist("stay")})
    if not numbers:
        raise NothingTicked("请先勾选犬只。", "Tick some dogs first.")
    named = sa.select(col(Stay.stay_no), col(Stay.id)).where(col(Stay.stay_no).in_(numbers))
    ids = {row.stay_no: row.id for row in work.execute(named)}
    return [ids.get(number, number) for number in numbers]


def _text(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()
