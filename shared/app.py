"""A service's app, out of the cards of its nouns: its doors and pages, and what every service has besides."""

import contextlib
import importlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles

from shared import health, metrics, pages, problems, sessions, threshold
from shared.ears import Ears
from shared.guard import Guard
from shared.health import Health
from shared.nouns import Noun
from shared.rail import dead_doors, dead_pages, recovery_doors, replay
from shared.rail.connect import connect
from shared.service import Service
from shared.settings import Settings
from shared.street import Street


class Static(StaticFiles):
    """Files that are the same for everybody."""

    def file_response(self, *args: Any, **options: Any) -> Response:
        answer = super().file_response(*args, **options)
        answer.headers.setdefault("Cache-Control", "public, max-age=3600")
        return answer


def compose(name: str, settings: Settings, nouns: Sequence[Noun], *, title: str) -> FastAPI:
    """The app of the service of that name; `app.state` has its nouns and their ears, put together.

    Raises `Refusal` where the settings cannot be used.
    """
    nouns = [*nouns, sessions.card(name)]
    ears = Ears(name, of=[noun.ears for noun in nouns if noun.ears])

    @contextlib.asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        service = app.state.service = Service(ears, settings, nouns)
        async with service.running():
            with contextlib.closing(Health(service)) as app.state.health:
                yield

    connect(settings.redis_url)  # one that cannot be read is refused here, before anything runs
    app = FastAPI(
        title=title, lifespan=lifespan, openapi_url=f"/{name}/openapi.json",
        docs_url=f"/{name}/docs", redoc_url=None,
    )  # fmt: skip
    app.state.nouns, app.state.ears = nouns, ears
    show = pages.Pages(name, pages.HERE).show_problem
    problems.install(app, show)
    for router in (
        *(router for noun in nouns for router in (*noun.doors, *noun.screens)),
        health.doors(name),
        metrics.doors(name),
        dead_doors.doors(name),
        dead_pages.screens(name),
        replay.doors(name, ears),
        recovery_doors.doors(name, ears),
    ):
        threshold.lay(router.routes)
        app.router.routes.extend(router.routes)  # include_router would build every door anew
    app.mount(f"/{name}/static", Static(directory=pages.STATIC), name="static")
    for address, folder in (one for noun in nouns for one in noun.static.items()):
        app.mount(address, Static(directory=folder))
    app.add_middleware(Street, service=name, settings=settings, show=show)
    app.add_middleware(Guard, show=show)
    return app


def load(name: str, settings: Settings) -> FastAPI:
    """The app of the service of that name, wherever it lies. Raises `ModuleNotFoundError`."""
    app: FastAPI = importlib.import_module(f"services.{name}.app").app(settings)
    return app
