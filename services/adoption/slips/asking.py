"""From where somebody asks, and how often they may: counted by address, by phone and by dog."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from services.adoption.settings import AdoptionSettings
from services.adoption.slips.rules import A_DAY, AN_HOUR, Kind
from shared import limits
from shared.auth import PUBLIC, NotLoggedIn, Who
from shared.doors import who_asks
from shared.limits import TooManyRequests
from shared.service import Service

DESK = ("adoption",)
A_QUARTER = AN_HOUR / 4


@dataclass(frozen=True, slots=True)
class From:
    """An address, empty for the desk; `apart` where so many ask for one dog that it is odd."""

    place: str
    apart: bool = False
    by: str = ""


def where_from(request: Request) -> From:
    """As `within_limits` has found it."""
    who = _who(request)
    if at_the_desk(who):
        return From("", by=who.name)
    return From(limits.place(request), getattr(request.state, "apart", False))


Asked = Annotated[From, Depends(where_from)]


def at_the_desk(who: Who) -> bool:
    return who.may(DESK)


def _who(request: Request) -> Who:
    try:
        return who_asks(request)
    except NotLoggedIn:
        return PUBLIC


def _ours(request: Request) -> tuple[Service, AdoptionSettings]:
    service: Service = request.app.state.service
    return service, cast(AdoptionSettings, service.settings)


async def within_limits(request: Request, kind: Kind, phone: str, dog_id: str = "") -> None:
    """Raises `TooManyRequests`. A dog for which many ask is refused to nobody: its owner may be next."""
    if at_the_desk(_who(request)):
        return
    service, ours = _ours(request)
    spend, of_phone = service.limits.spend, service.sealer().index(phone, "phone")
    await spend(f"{kind}-place", limits.place(request), of=ours.asked_an_hour, within=AN_HOUR)
    await spend(f"{kind}-phone", of_phone, of=ours.asked_a_day_by_phone, within=A_DAY)
    await spend("code-phone", of_phone, of=ours.codes_a_quarter, within=A_QUARTER)
    if dog_id:
        try:
            await spend(f"{kind}-dog", dog_id, of=ours.asked_a_day_for_dog, within=A_DAY)
        except TooManyRequests:
            request.state.apart = True


async def may_have_code(request: Request, of_phone: str) -> None:
    """One more code for a phone, which is told as a slip has it."""
    service, ours = _ours(request)
    await service.limits.spend("code-place", limits.place(request), of=ours.asked_an_hour, within=AN_HOUR)
    await service.limits.spend("code-phone", of_phone, of=ours.codes_a_quarter, within=A_QUARTER)


async def may_look(request: Request) -> None:
    """Whoever tries numbers does not get far."""
    if at_the_desk(_who(request)):
        return
    service, ours = _ours(request)
    await service.limits.spend("look", limits.place(request), of=ours.looked_up_an_hour, within=AN_HOUR)
