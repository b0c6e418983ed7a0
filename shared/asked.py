"""What a function asks for: some of it the house gives, by its type; the rest FastAPI reads."""

import functools
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Request

from shared.auth import Who

Asks = Callable[..., Any]


@functools.cache
def parameters(function: Asks) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function, eval_str=True).parameters


def ours(function: Asks, given: Mapping[type, Any]) -> dict[str, Any]:
    """What the house gives, each by its type, under the names that the function has for it."""
    asked = parameters(function).items()
    return {name: given[kind] for name, asks in asked for kind in given if asks.annotation is kind}


def named(function: Asks, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is given by its name, what the function asks for."""
    return {name: one for name, one in given.items() if name in parameters(function)}


def dress(
    enter: Asks,
    guard: Callable[[Request], Awaitable[Who]],
    functions: tuple[Asks, ...],
    but: tuple[type, ...],
) -> None:
    """Has FastAPI give `enter` what these functions ask for, `but` what the house does; and who asks."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    theirs = {
        name: asks.replace(kind=keyword)
        for function in functions
        for name, asks in parameters(function).items()
        if not any(asks.annotation is kind for kind in but)
    }
    for name, kind in {"request": Request, "who__": Annotated[Who, Depends(guard)]}.items():
        theirs[name] = inspect.Parameter(name, keyword, annotation=kind)
    enter.__signature__ = inspect.Signature(list(theirs.values()))  # type: ignore[attr-defined]
    enter.__name__, enter.__doc__ = functions[-1].__name__, functions[-1].__doc__
