"""Intake's table of contents: its nouns, from the lowest floor up. Each imports only those above it here."""

from fastapi import FastAPI

from services.intake import (
    arrivals,
    care,
    corrections,
    custody,
    deaths,
    dogs,
    due,
    exits,
    holds,
    imports,
    kennels,
    notices,
    operations,
    photos,
    picked,
    search,
    sheet,
    staff,
    stays,
    tags,
)
from services.intake.settings import IntakeSettings
from shared.app import compose
from shared.settings import Settings

NOUNS = (
    staff,
    stays,
    photos,
    holds,
    notices,
    care,
    tags,
    operations,
    kennels,
    custody,
    sheet,
    exits,
    deaths,
    arrivals,
    corrections,
    imports,
    search,
    picked,
    due,
    dogs,
)


def app(settings: Settings | None = None) -> FastAPI:
    """Everything that intake offers."""
    cards = [noun.card() for noun in NOUNS]
    return compose("intake", settings or IntakeSettings(), cards, title="青城 · 收容 Intake")
