"""Intake's table of contents."""

import secrets

from fastapi import FastAPI
from sqlmodel import select

from services.intake import pages, routes
from services.intake.corrections.pages import screens as correction_pages
from services.intake.corrections.routes import doors as corrections
from services.intake.deadlines import jurisdiction
from services.intake.deaths.pages import screens as death_pages
from services.intake.deaths.routes import doors as deaths
from services.intake.exits import pages as exit_pages
from services.intake.exits import routes as exit_routes
from services.intake.handlers import ears
from services.intake.holds import care, due_pages, earlier, terms
from services.intake.holds import routes as hold_routes
from services.intake.imports import mending as import_mending
from services.intake.imports import routes as import_routes
from services.intake.imports.checking import REFERENCES
from services.intake.imports.pages import screens as import_pages
from services.intake.kennels import moves as kennel_moves
from services.intake.kennels import outbreaks as kennel_outbreaks
from services.intake.kennels import pages as kennel_pages
from services.intake.kennels import routes as kennel_routes
from services.intake.kennels import store as kennels
from services.intake.models import Kennel, Staff
from services.intake.night.pages import files as night_files
from services.intake.night.routes import sending as night_queue
from services.intake.operations.pages import screens as operation_pages
from services.intake.operations.routes import doors as operations
from services.intake.photos import pages as photo_pages
from services.intake.photos import routes as photo_routes
from services.intake.picked.pages import screens as picked_pages
from services.intake.search import keeping
from services.intake.search.pages import screens as search_pages
from services.intake.search.routes import doors as search
from services.intake.settings import IntakeSettings
from services.intake.sheet import pages as sheet_pages
from services.intake.sheet import routes as sheet_routes
from services.intake.sheet import victims
from services.intake.sheet.models import Victim
from services.intake.staff import routes as staff_routes
from services.intake.staff import sessions as staff_sessions
from services.intake.staff.pages import screens as staff_pages
from services.intake.staff.rules import hash_password
from services.intake.tags.pages import screens as tag_pages
from services.intake.tags.printing import doors as tag_prints
from services.intake.tags.routes import doors as tag_doors
from shared import auth
from shared.app import compose
from shared.keyring import Key
from shared.nouns import Noun
from shared.service import Service
from shared.settings import Settings
from shared.store import Work

KEYS = (auth.TOKEN, Key("personal-intake", seals=Victim), REFERENCES)


def app(settings: Settings | None = None) -> FastAPI:
    """Everything that intake offers."""
    everything = Noun(
        doors=[
            routes.doors,
            staff_sessions.sessions,
            staff_sessions.renewals,
            staff_routes.doors,
            staff_pages,
            import_routes.uploads,
            import_mending.mending,
            import_routes.doors,
            import_pages,
            operations,
            operation_pages,
            photo_routes.sending,
            photo_routes.doors,
            photo_pages.screens,
            hold_routes.doors,
            care.doors,
            terms.doors,
            exit_routes.doors,
            exit_pages.screens,
            due_pages.screens,
            kennel_moves.doors,
            sheet_routes.doors,
            victims.doors,
            sheet_pages.screens,
            kennel_routes.doors,
            kennel_outbreaks.doors,
            kennel_pages.board,
            tag_prints,
            tag_doors,
            tag_pages,
            night_queue,
            night_files,
            search,
            search_pages,
            picked_pages,
            deaths,
            death_pages,
            corrections,
            correction_pages,
            pages.doors,
            pages.forms,
        ],
        ears=ears,
        prepare=furnish,
        tasks={"imports": import_routes.work_through_imports, "photos": photo_routes.sweep_photos},
        keys=KEYS,
        before_commit=[keeping.enter_what_changed],
    )
    return compose("intake", settings or IntakeSettings(), [everything], title="青城 · 收容 Intake")


async def furnish(service: Service) -> None:
    """On every start: kennels that the pack has and the house has not; on the first, an account."""
    made = await service.writer.do(_furnish)
    if made:
        print(
            f"\n  首个账号 First account:  admin  {made}\n  （只显示这一次 shown only this once）\n",
            flush=True,
        )


def _furnish(work: Work) -> str | None:
    there = set(work.exec(select(Kennel.code)))
    for zone in jurisdiction().zones:
        for code in zone.codes():
            if code not in there:
                work.add(Kennel(code=code, zone=zone.letter, capacity=zone.capacity))
    kennels.remember_companies(work)
    earlier.remember_holds(work)
    if work.get(Staff, "admin"):
        return None
    given = IntakeSettings().admin_password
    password = given or secrets.token_urlsafe(12)
    work.add(Staff(username="admin", password_hash=hash_password(password), roles=["admin"]))
    return None if given else password
