"""The registry's table of contents: what it hears, its doors, its pages."""

from fastapi import FastAPI

from services.registry.handlers import ears
from services.registry.pages import bare, public
from services.registry.routes import doors
from shared.app import compose
from shared.nouns import Noun
from shared.settings import Settings


def app(settings: Settings | None = None) -> FastAPI:
    everything = Noun(doors=[doors], screens=[public, bare], ears=ears)
    return compose("registry", settings or Settings(), [everything], title="青城 登记 · Registry")
