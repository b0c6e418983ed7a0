"""The same door as POST /intake/v1/dogs: same body, same token, same checks. It writes nothing."""

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

from fastapi import Depends, FastAPI
from fastapi.responses import Response

from services.intake.arrivals.rules import NewDog
from shared import auth, problems
from shared.auth import Who
from shared.doors import JsonRoute, allow
from shared.guard import Guard
from shared.pages import HERE, Pages
from shared.settings import Settings

ANSWER = b'{"dog_id":"0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01","stay_no":"HH-2026-000123","status":"QUARANTINE"}'


def app() -> FastAPI:
    """For `uvicorn --factory`."""
    made = FastAPI(openapi_url=None)
    public: Path = Settings().key_folder / "token.pub"
    made.state.service = SimpleNamespace(who=partial(auth.verify, public.read_bytes()))
    problems.install(made, Pages("intake", HERE).show_problem)
    made.router.route_class = JsonRoute

    @made.post("/intake/v1/dogs", status_code=201)
    async def take_in(new: NewDog, who: Annotated[Who, Depends(allow("officer"))]) -> Response:
        return Response(ANSWER, 201, media_type="application/json")

    made.add_middleware(Guard)
    return made
