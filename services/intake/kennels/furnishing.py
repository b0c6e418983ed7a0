"""On every start: kennels that the pack has and the house has not, and who lived with whom before."""

from sqlmodel import select

from services.intake.deadlines import jurisdiction
from services.intake.kennels import store
from services.intake.kennels.models import Kennel
from shared.service import Service
from shared.store import Work


async def furnish(service: Service) -> None:
    await service.writer.do(_furnish)


def _furnish(work: Work) -> None:
    there = set(work.exec(select(Kennel.code)))
    for zone in jurisdiction().zones:
        for code in zone.codes():
            if code not in there:
                work.add(Kennel(code=code, zone=zone.letter, capacity=zone.capacity))
    store.remember_companies(work)
