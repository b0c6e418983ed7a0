"""The board of kennels: look, move, clean, seal. Plain forms; a script lets one drag, or use the keys."""

from pathlib import Path
from typing import Annotated

from fastapi import Query

from services.intake.kennels import board as drawn
from services.intake.kennels import looking, moves, store
from services.intake.kennels.board import Choice
from services.intake.kennels.forms import ACTS, HOMELESS
from services.intake.kennels.states import KENNEL
from services.intake.law.deadlines import jurisdiction
from services.intake.picked.acts import placeable
from services.intake.picked.pages import answer_page
from services.intake.roles import CREW, DESK
from shared import clock
from shared.auth import Who
from shared.filled import Filled
from shared.pages import Pages
from shared.said import Said
from shared.screens import Done, Screens, Shown
from shared.store import Work

Words = Annotated[str, Query(max_length=20)]
SAYS = Said(
    f"请勾选犬只（一次最多{moves.MOST}只）、选好犬舍，并写明原因。",
    f"Tick dogs (up to {moves.MOST} at once), choose a kennel, and give the reason.",
)
screens = Screens(
    Pages("intake", Path(__file__).parent, kennel_states=KENNEL), "/intake/kennels", says=lambda _: SAYS,
    otherwise=Said("犬舍看板供民警、饲养员和兽医使用，请换账号登录。",
    "The board is for officers, keepers and vets: log in as one of them."),
)  # fmt: skip


@screens.page("/", *CREW, shows="board.html")
def board(
    who: Who, work: Work, filled: Filled, zone: Words = "", only: Words = "", at: Words = "",
    dog: Words = "", done: Words = "",
) -> Shown:  # fmt: skip
    """`at` is what is looked at: a kennel, a zone, or `none`, the dogs without a kennel.

    `zone` and `only` leave kennels out; `dog` is the number of the stay for which a kennel is looked for.
    """
    now, law, choice = clock.now(), jurisdiction(), Choice(zone, only, str(filled.given.get("at", at)))
    house = looking.house(work, now)
    codes = choice.shown(law.zones, house.cells)
    return {
        "zones": law.zones, "cells": house.cells, "codes": codes, "choice": choice, "at": choice.at,
        "chosen": house.cells.get(choice.at), "counts": choice.counts(house.cells), "full": house.full,
        "rooms": {room.zone: room for room in house.full.zones}, "waiting": house.waiting,
        "seals": store.seals_on(work), "panel": looking.panel(work, house, choice, dog, law, now),
        "next_one": _next(codes, house, choice), "most_fits": looking.MOST_FITS, "homeless": HOMELESS,
        "agents": list(law.disinfectants.values()), "done": done, "now": now, "holds": placeable(who),
        "may_move": who.may(DESK), "may_print": who.may(DESK),
    }  # fmt: skip


def _then(done: Done) -> str:
    """To the kennel that dogs went to, else to where one was; of many dogs, to what became of each."""
    form, asked = done.filled.given, done.request.query_params
    choice = Choice(asked.get("zone", ""), asked.get("only", ""), str(form.get("at", "")))
    if "moves" in done.said:
        return answer_page(done.key, choice.link())
    at = str(form["to"]) if done.filled.act in ("move", "merge") else choice.at
    return f"{choice.link(at=at, done=done.filled.act)}#kennel"


screens.act(
    "/", board, ACTS, _then,
    otherwise=Said(
        "您的账号不能这样做，请找饲养员或兽医。", "Your account may not do this: ask a keeper or a vet."
    ),
)  # fmt: skip


def _next(codes: dict[str, list[str]], house: looking.House, choice: Choice) -> str:
    """The next kennel to clean after the chosen one, in the order of the board; none when all are done."""
    dirty = drawn.FILTERS["clean"]
    after = [
        code for some in codes.values() for code in some if code > choice.at and dirty(house.cells[code])
    ]
    return min(after, default="") if choice.at in house.cells else ""
