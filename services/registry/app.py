"""The registry's table of contents: what it hears, its doors, its pages."""

from fastapi import FastAPI

from services.registry.handlers import ears
from services.registry.pages import bare, public
from services.registry.routes import doors
from shared.service import build
from shared.settings import Settings


def app(settings: Settings | None = None) -> FastAPI:
    return build(ears, Settings.of(settings), doors, public, bare, title="青城 登记 · Registry")
