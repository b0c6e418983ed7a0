"""What a service is made of, wherever it lies: its ears, and its store."""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from fastapi import FastAPI

from shared.app import load
from shared.ears import Ears
from shared.settings import Settings
from shared.store import Store
from tests.servers import sqlite_shape
from tests.standing import File, knowing


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


@contextmanager
def a_store_of(name: str) -> Iterator[Store]:
    """A SQLite store of that service with nothing in it, for one of many examples: one at a time."""
    content = _empty(name)
    content.put_back()
    with knowing():
        store = store_of(name, f"sqlite:///{content.file}")
    yield store
    store.close()


@cache
def _empty(name: str) -> File:
    file = Path(tempfile.mkdtemp(prefix="qc-empty-"), "store.db")
    atexit.register(shutil.rmtree, file.parent, ignore_errors=True)
    file.write_bytes(sqlite_shape(name))
    return File(f"sqlite:///{file}")
