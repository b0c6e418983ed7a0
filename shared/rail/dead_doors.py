"""The doors to a service's dead letters, and to the record of who intervened."""

import json
from typing import Annotated, Any, Literal, Self

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import ConfigDict, Field, StringConstraints, model_validator

from shared.auth import Who
from shared.doors import Doors, JsonRoute, allow
from shared.forms import Form
from shared.once import Key, answer_once
from shared.problems import NotFound
from shared.rail.dead import DeadLetters
from shared.rail.letters import Group, Letter, Outcome, Shown
from shared.said import Said
from shared.store import Model, Work
from shared.tables import interventions

MOST = 1000  # letters that one request decides about
SEE_RESTRICTED = ("admin",)
ENTRY = r"^[0-9]{1,19}-[0-9]{1,19}$"
Act = Literal["redrive", "discard"]
Entry = Annotated[str, StringConstraints(max_length=39, pattern=ENTRY)]
Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=500)]
Reader = Annotated[Who, Depends(allow("auditor"))]
Decider = Annotated[Who, Depends(allow("admin"))]
Limit = Annotated[int, Query(ge=1, le=500)]


class Letters(Model):
    """A page of letters, oldest first. The groups, largest first, come with the first page."""

    count: int = Field(description="all of them")
    groups: list[Group]
    entries: list[Shown]
    next: str | None = Field(description="give it as `after` for the next page")


class Decision(Form):
    """Which letters, and why: some entries, one group of errors, or all."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": "3f9a1c2b7d", "why": "已修复，重试 fixed in 1.4"}]}
    )
    entries: list[Entry] | None = Field(None, min_length=1, max_length=MOST)
    error: str | None = Field(None, description="the key of a group", min_length=1, max_length=64)
    all: Literal[True] | None = None
    after: Entry | None = Field(None, description="go on behind this entry: `next` of the answer before")
    why: Why

    @model_validator(mode="after")
    def says_which(self) -> Self:
        """One way to choose; an empty choice never means everything."""
        if sum(way is not None for way in (self.entries, self.error, self.all)) != 1:
            raise ValueError(Said("请给出 entries、error、all 之一。", "Say one of: entries, error, all."))
        return self


class Decided(Model):
    """What became of each letter. Where there is a `next`, go on with it as `after`."""

    results: list[Outcome]
    next: str | None = None


class Intervention(Model):
    """Who did what to the course of events, when, and why."""

    id: str
    at: str
    who: str
    why: str
    act: str
    what: dict[str, Any]


class Interventions(Model):
    interventions: list[Intervention]
    next: str | None


def dead_letters(request: Request) -> DeadLetters:
    service = request.app.state.service
    return DeadLetters(service.listener.ears, service.writer, service.redis)


async def decide(dead: DeadLetters, act: Act, asked: Decision, who: Who) -> Decided:
    """Does it to every letter that was chosen, at most MOST of them."""
    letters, next = await _chosen(dead, asked)
    do = dead.redrive if act == "redrive" else dead.discard
    results = await do(letters, who.name, asked.why)
    there = {letter.entry for letter in letters}
    gone = [Outcome.gone(entry) for entry in asked.entries or () if entry not in there]
    return Decided(results=results + gone, next=next)


async def _chosen(dead: DeadLetters, asked: Decision) -> tuple[list[Letter], str | None]:
    if asked.entries:
        found = [await dead.get(entry) for entry in dict.fromkeys(asked.entries)]
        return [letter for letter in found if letter], None
    return await dead.some(MOST, asked.after or "", asked.error or "")


def interventions_of(work: Work, before: str, limit: int) -> list[Intervention]:
    """The latest first; `before` an id."""
    query = sa.select(interventions).order_by(interventions.c.id.desc()).limit(limit)
    if before:
        query = query.where(interventions.c.id < before)
    rows = work.sql(query).mappings()
    return [Intervention(**{**row, "what": json.loads(row["what"])}) for row in rows]


def doors(name: str) -> APIRouter:
    """The doors of the service of that name."""
    router = Doors(prefix=f"/{name}/v1", tags=["operations"])

    @router.get("/dead")
    async def list_dead(
        request: Request, who: Reader,
        after: Annotated[str, Query(max_length=39, pattern=ENTRY)] | None = None,
        error: Annotated[str, Query(max_length=64, description="only this group")] = "", limit: Limit = 50,
    ) -> Letters:  # fmt: skip
        """What this service could not take in, grouped by error."""
        dead, all_of_it = dead_letters(request), who.may(SEE_RESTRICTED)
        found, next = await dead.some(limit, after or "", error, all_of_it)
        groups = [] if after else await dead.groups(all_of_it)
        shown = [letter.shown() for letter in found]
        return Letters(count=await dead.count(), groups=groups, entries=shown, next=next)

    @router.get("/dead/{entry}")
    async def show_dead(
        request: Request, who: Reader, entry: Annotated[str, Path(max_length=39, pattern=ENTRY)]
    ) -> Shown:
        """One dead letter with all its fields."""
        letter = await dead_letters(request).get(entry, who.may(SEE_RESTRICTED))
        if letter is None:
            raise NotFound(f"{entry} 不在死信中。", f"{entry} is not among the dead letters of {name}.")
        return letter.shown()

    async def redrive(request: Request, who: Decider, asked: Decision, key: Key = None) -> Response:
        """Tries them again, now. What fails again stays where it is, and the answer says why."""
        dead = dead_letters(request)
        return await answer_once(request, who, key, lambda: decide(dead, "redrive", asked, who))

    async def discard(request: Request, who: Decider, asked: Decision, key: Key = None) -> Response:
        """Takes them out of the way for good; recorded with who and why."""
        dead = dead_letters(request)
        return await answer_once(request, who, key, lambda: decide(dead, "discard", asked, who))

    for door in (redrive, discard):
        router.add_api_route(
            f"/dead/{door.__name__}", door, methods=["POST"], response_model=Decided,
            route_class_override=JsonRoute,
        )  # fmt: skip

    @router.query("/interventions", "auditor")
    def list_interventions(
        work: Work, after: Annotated[str, Query(max_length=64)] = "", limit: Limit = 50
    ) -> Interventions:
        """What people did to the course of events here, the latest first."""
        found = interventions_of(work, after, limit)
        return Interventions(interventions=found, next=found[-1].id if len(found) == limit else None)

    return router
