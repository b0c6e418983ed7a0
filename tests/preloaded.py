"""All that a service of this house imports, imported: `tests/forks.py` forks its processes from here."""

import importlib

import uvicorn.loops.uvloop
import uvicorn.protocols.http.httptools_impl  # noqa: F401

import shared.serve  # noqa: F401
from services import SERVICES

for service in SERVICES:
    for noun in importlib.import_module(f"services.{service}.app").NOUNS:
        noun.card()
