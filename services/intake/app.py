"""Intake's table of contents."""

import secrets

from fastapi import FastAPI

from services.intake import pages, routes
from services.intake.deadlines import jurisdiction
from services.intake.handlers import ears
from services.intake.imports import routes as import_routes
from services.intake.models import Kennel, Staff
from services.intake.settings import IntakeSettings
from services.intake.staff import routes as staff_routes
from services.intake.staff.rules import hash_password
from shared.service import Service, build
from shared.settings import Settings
from shared.store import Work


def app(settings: Settings | None = None) -> FastAPI:
    """Everything that intake offers."""
    return build(
        ears,
        settings or IntakeSettings(),
        routes.doors,
        staff_routes.sessions,
        staff_routes.doors,
        import_routes.uploads,
        import_routes.doors,
        pages.doors,
        pages.forms,
        title="青城 · 收容 Intake",
        prepare=furnish,
        tasks=[import_routes.work_through_imports],
    )


async def furnish(service: Service) -> None:
    """On every start: kennels that the pack has and the house has not; on the first, an account."""
    made = await service.writer.do(_furnish)
    if made:
        print(
            f"\n  首个账号 First account:  admin  {made}\n  （只显示这一次 shown only this once）\n",
            flush=True,
        )


def _furnish(work: Work) -> str | None:
    for zone in jurisdiction().zones:
        for code in zone.codes():
            if work.get(Kennel, code) is None:
                work.add(Kennel(code=code, zone=zone.letter, capacity=zone.capacity))
    if work.get(Staff, "admin"):
        return None
    given = IntakeSettings().admin_password
    password = given or secrets.token_urlsafe(12)
    work.add(Staff(username="admin", password_hash=hash_password(password), roles=["admin"]))
    return None if given else password
