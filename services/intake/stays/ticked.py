"""The stays that are ticked on a page."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import col
from starlette.datastructures import FormData

from services.intake.stays.models import Stay
from shared.problems import Unreasonable
from shared.said import Said
from shared.store import Work


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


class NothingTicked(Unreasonable):
    title = Said("没有勾选", "Nothing is ticked")
