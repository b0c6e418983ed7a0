"""The board of kennels: look, move, clean, seal. Plain forms; a script lets one drag, or use the keys."""

import hashlib
import json
from pathlib import Path
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from services.intake.deadlines import jurisdiction
from services.intake.kennels import board as drawn
from services.intake.kennels import looking, moves, routes, store
from services.intake.kennels.board import HERE, Choice
from services.intake.kennels.forms import ACTS, HOMELESS
from services.intake.kennels.states import KENNEL
from services.intake.picked.acts import placeable
from services.intake.picked.pages import answer_page
from services.intake.screens import lookers
from services.intake.tags.pages import AT_WORK
from shared import clock
from shared.auth import PUBLIC, NotAllowed, Who
from shared.doors import Doors, once
from shared.ids import uuid7
from shared.pages import Pages
from shared.problems import Problem
from shared.said import Said
from shared.service import Service

pages = Pages("intake", Path(__file__).parent, kennel_states=KENNEL)
board = Doors(prefix="/intake/kennels", include_in_schema=False)
Words = Annotated[str, Query(max_length=20)]


at_the_board = lookers(
    *routes.LOOK,
    otherwise=(
        Said(
            "犬舍看板供民警、饲养员和兽医使用，请换账号登录。",
            "The board is for officers, keepers and vets: log in as one of them.",
        )
    ),
)
Staff = Annotated[Who, Depends(at_the_board)]


@board.get("/")
async def show_board(
    request: Request, who: Staff, zone: Words = "", only: Words = "", at: Words = "", dog: Words = "",
    done: Words = "",
) -> Response:  # fmt: skip
    """`at` is what is looked at: a kennel, a zone, or `none`, the dogs without a kennel.

    `zone` and `only` leave kennels out; `dog` is the number of the stay for which a kennel is looked for.
    """
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    return await run_in_threadpool(_show, request, who, Choice(zone, only, at), dog, done=done)


@board.post("/")
async def act(request: Request, who: Staff, zone: Words = "", only: Words = "") -> Response:
    """One button of the board, by the same rule as its door. Sent twice, it is done once."""
    if who is PUBLIC:
        return RedirectResponse(f"/intake/login?next={HERE}", 303)
    form = await request.form(max_fields=moves.MOST + 20)
    name, choice = str(form.get("act", "")), Choice(zone, only, str(form.get("at", "")))
    if name not in ACTS:
        said = Said("请用页面上的按钮。", "Use a button of the page.")
        return await run_in_threadpool(_show, request, who, choice, "", said, 422)
    allowed, run = ACTS[name]
    if not who.may(allowed):
        raise NotAllowed(
            "您的账号不能这样做，请找饲养员或兽医。", "Your account may not do this: ask a keeper or a vet."
        )
    told = hashlib.sha256(repr(sorted(form.multi_items())).encode()).hexdigest()
    claim = (who.name, str(form.get("key") or uuid7()), told)
    service: Service = request.app.state.service
    try:
        _, answer, _ = await service.writer.do(
            lambda work: once(work, claim, 201, lambda: run(form, who, work))
        )
    except ValidationError:
        said = Said(
            f"请勾选犬只（一次最多{moves.MOST}只）、选好犬舍，并写明原因。",
            f"Tick dogs (up to {moves.MOST} at once), choose a kennel, and give the reason.",
        )
        return await run_in_threadpool(_show, request, who, choice, "", said, 422)
    except Problem as problem:
        return await run_in_threadpool(_show, request, who, choice, "", problem.detail, problem.status)
    if "moves" in json.loads(answer):
        return RedirectResponse(answer_page(claim[1], choice.link()), 303)
    went = name in ("move", "merge")
    there = choice.link(at=str(form["to"]), done=name) if went else choice.link(done=name)
    return RedirectResponse(f"{there}#kennel", 303)


def _show(
    request: Request, who: Who, choice: Choice, dog: str, refused: str = "", status: int = 200, done: str = ""
) -> HTMLResponse:
    service: Service = request.app.state.service
    now, law = clock.now(), jurisdiction()
    with service.store.read() as work:
        house = looking.house(work, now)
        codes = choice.shown(law.zones, house.cells)
        return pages.show(
            request, "board.html", status, zones=law.zones, cells=house.cells, codes=codes, choice=choice,
            at=choice.at, chosen=house.cells.get(choice.at), counts=choice.counts(house.cells),
            rooms={room.zone: room for room in house.full.zones}, full=house.full, waiting=house.waiting,
            seals=store.seals_on(work), panel=looking.panel(work, house, choice, dog, law, now),
            next_one=_next(codes, house, choice), most_fits=looking.MOST_FITS, homeless=HOMELESS,
            agents=list(law.disinfectants.values()), refused=refused, done=done, now=now, key=uuid7(),
            holds=placeable(who), may_move=who.may(moves.MOVE), may_print=who.may(AT_WORK),
        )  # fmt: skip


def _next(codes: dict[str, list[str]], house: looking.House, choice: Choice) -> str:
    """The next kennel to clean after the chosen one, in the order of the board; none when all are done."""
    dirty = drawn.FILTERS["clean"]
    after = [
        code for some in codes.values() for code in some if code > choice.at and dirty(house.cells[code])
    ]
    return min(after, default="") if choice.at in house.cells else ""
