"""Before a door: who may not enter is refused before a byte of a body is read; nobody sends too much.

FastAPI reads a body whole before it asks any guard. Here the guard of a route is asked first.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.routing import BaseRoute

from shared.auth import PUBLIC, Who

Guard = Callable[[Request], Awaitable[Who]]
READS = frozenset({"GET", "HEAD", "OPTIONS"})
ASKED = "qingcheng.asked"  # in the scope: the guard that was asked, and what it said
LARGEST_BODY = 1_000_000  # bytes; a door that takes more says so
LARGEST_OF_ANYBODY = 100_000  # what a stranger may send


def first(guard: Guard) -> Guard:
    """A guard that needs nothing but the head of a request; it is asked once for each.

    What it has as `strangers_to` says where those go who are nobody yet: a page sends them to log in.
    """

    async def ask(request: Request) -> Who:
        asked, who = request.scope.get(ASKED, (None, None))
        if asked is ask and who is not None:
            return who  # type: ignore[no-any-return]
        return await guard(request)

    ask.needs_no_body = True  # type: ignore[attr-defined]
    return ask


class Threshold:
    """Around a route: its guards, then its limit, then the route."""

    def __init__(self, route: APIRoute) -> None:
        self.guards = list(guards_of(route.dependant))
        limited = route.max_body_size is not None
        self.app = route.app if limited else RequestBodyLimitMiddleware(route.app, LARGEST_BODY)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        for guard in self.guards:
            who = await guard(request := Request(scope))
            scope[ASKED] = guard, who
            strangers_to = getattr(guard, "strangers_to", None)
            if strangers_to and who is PUBLIC:
                await strangers_to(request)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def guards_of(dependant: Dependant) -> Iterator[Guard]:
    """The guards of a route that can be asked before its body is read."""
    for one in dependant.dependencies:
        if getattr(one.call, "needs_no_body", False):
            yield one.call  # type: ignore[misc]
        yield from guards_of(one)


def lay(routes: Iterable[BaseRoute]) -> None:
    """A threshold before each route that takes a body. Routes are there once, however many apps have them."""
    for route in routes:
        if not isinstance(route, APIRoute) or isinstance(route.app, Threshold):
            continue
        if not READS.issuperset(route.methods or ()):
            route.app = Threshold(route)
