"""Intake's table of contents: its nouns, the lowest floor first. Each imports only those listed before it."""

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
from services.intake.law import deadlines
from services.intake.settings import IntakeSettings
from services.intake.tags import fonts
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
    ours = IntakeSettings.of(settings)
    deadlines.use(ours.jurisdiction)
    fonts.use(ours.font)
    return compose("intake", ours, [noun.card() for noun in NOUNS], title="青城 · 收容 Intake")
