"""The registry's table of contents: a line for each noun, the lowest floor first."""

from fastapi import FastAPI

from services.registry import dogs, front, records, tags, vaccinations
from shared.app import compose
from shared.settings import Settings

NOUNS = (
    dogs,
    vaccinations,
    tags,
    records,
    front,
)


def app(settings: Settings | None = None) -> FastAPI:
    cards = [noun.card() for noun in NOUNS]
    return compose("registry", Settings.of(settings), cards, title="青城 登记 · Registry")
