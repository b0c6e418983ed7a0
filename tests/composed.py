"""What a service is made of, wherever it lies: its ears, and its store."""

from functools import cache

from fastapi import FastAPI

from shared.app import load
from shared.ears import Ears
from shared.settings import Settings
from shared.store import Store


@cache
def composed(name: str) -> FastAPI:
    """The app of the service of that name; it does not run."""
    return load(name, Settings())


def ears_of(name: str) -> Ears:
    ears: Ears = composed(name).state.ears
    return ears


def store_of(name: str, url: str) -> Store:
    """As the service itself opens it."""
    return Store(
        url, before_commit=[see for noun in composed(name).state.nouns for see in noun.before_commit]
    )
