"""Where every carcass is: sealed, in the cold store, on its way, made harmless. No database, no clock."""

from datetime import datetime
from typing import Literal, get_args

from pydantic import Field

from services.intake.deaths.models import Carcass, Death, Disposal
from services.intake.deaths.rules import Short
from services.intake.law.deadlines import HouseMoment
from services.intake.stays.models import Dog
from shared.events import CarcassDisposed, CarcassStored
from shared.forms import Form, Id
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said
from shared.two_people import SamePersonTwice

Method = Literal["INCINERATION", "RENDERING", "HIGH_TEMPERATURE", "DEEP_BURIAL", "CHEMICAL"]
METHODS: tuple[Method, ...] = get_args(Method)


class AlreadyInStore(Problem):
    title = Said("遗体已入库", "The carcass is in the store already")


class SealUsed(Problem):
    title = Said("封签号已用过", "The seal number is taken")


class NoDeathRecord(Problem):
    title = Said("没有死亡记录", "There is no death record")


class NotInStore(Problem):
    title = Said("遗体不在冷库", "The carcass is not in the cold store")


class AlreadyDisposed(Problem):
    title = Said("已有回执", "There is a receipt already")


class ReceiptUsed(Problem):
    title = Said("回执号已用过", "The receipt number is taken")


class NewCarcass(Form):
    """A bag that is sealed and put into the cold store."""

    bag_no: str = Short
    seal_no: str = Short
    weight_kg: float = Field(gt=0, le=150)
    place: str = Field(default="1", min_length=1, max_length=60, description="which cold store, which shelf")


class NewCollection(Form):
    """A carrier takes these carcasses out of the cold store."""

    dogs: list[Id] = Field(min_length=1, max_length=500)
    carrier: str = Field(min_length=2, max_length=100)
    vehicle: str = Field(min_length=2, max_length=40, examples=["蒙A·12345"])
    plant: str = Field(min_length=2, max_length=100)


class Receipt(Form):
    """What the plant gives in return."""

    receipt_no: str = Short
    method: Method
    at: HouseMoment | None = Field(default=None, description="when it was done; else now")


def store(
    dog: Dog, death: Death | None, kept: Carcass | None, seal_taken: bool, new: NewCarcass, by: str,
    now: datetime,
) -> tuple[Carcass, CarcassStored]:  # fmt: skip
    """The carcass is sealed and in the cold store; dead animals are not sold or dumped (动物防疫法 57)."""
    if death is None:
        raise NoDeathRecord("请先登记死亡，再入库。", "Record its death first, then put it into the store.")
    if kept:
        raise AlreadyInStore(
            "该犬遗体已入库，请核对编号。", "This carcass is in the store already: check which dog it is."
        )
    if seal_taken:
        raise SealUsed("封签号已用于别的遗体，请核对。", "This seal is on another bag: read it again.")
    carcass = Carcass(dog_id=dog.id, stay_id=death.stay_id, stored_at=now, stored_by=by, **new.model_dump())
    told = {"dog_id": dog.id, "stay_id": death.stay_id, "bag_no": new.bag_no, "seal_no": new.seal_no}
    return carcass, CarcassStored.model_validate(told | {"occurred_at": now, "weight_kg": new.weight_kg})


def collect(carcass: Carcass | None, disposal: Disposal) -> None:
    """Out of the cold store, with this carrier. Raises `NotInStore`."""
    if carcass is None or carcass.disposal_id:
        raise NotInStore(
            "名单里有不在冷库的遗体，请刷新后重选。",
            "One of these is not in the cold store: look again and choose.",
        )
    carcass.taken_at, carcass.disposal_id = disposal.taken_at, disposal.id


def dispose(
    disposal: Disposal, carcasses: list[Carcass], receipt: Receipt, receipt_taken: bool, by: str,
    now: datetime,
) -> list[CarcassDisposed]:  # fmt: skip
    """The plant's receipt closes it, with a second signature (domain §2.6; 动物防疫法 57: 无害化处理)."""
    if disposal.disposed_at:
        raise AlreadyDisposed("这一批已登记回执。", "The receipt of these is entered already.")
    if by == disposal.handed_by:
        raise SamePersonTwice(
            "交运人不能再签回执，请由另一人核对后签。",
            "Who handed them over cannot sign the receipt: let another person check and sign it.",
        )
    if receipt_taken:
        raise ReceiptUsed(
            "这个回执号已登记过，请核对。", "This receipt is entered for others: read it again."
        )
    at = receipt.at or now
    if not disposal.taken_at - CLOCK_SKEW <= at <= now + CLOCK_SKEW:
        raise Unreasonable(
            "处理时间须在交运之后、现在之前。",
            "`at` must be after they were collected, and not in the future.",
        )
    disposal.disposed_at, disposal.signed_by = at, by
    disposal.receipt_no, disposal.method = receipt.receipt_no, receipt.method
    return [
        CarcassDisposed(
            occurred_at=at, dog_id=one.dog_id, stay_id=one.stay_id, disposal_id=disposal.id,
            method=receipt.method, plant=disposal.plant, receipt_no=receipt.receipt_no,
        )
        for one in carcasses
    ]  # fmt: skip
