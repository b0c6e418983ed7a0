"""Adoption's table of contents: its nouns, the lowest floor first. What each opens stands on its card."""

from fastapi import FastAPI

from services.adoption import (
    applications,
    desk,
    dogs,
    gallery,
    handovers,
    imports,
    looks,
    my,
    people,
    reclaims,
    returns,
    slips,
    steps,
    visits,
)
from services.adoption.settings import AdoptionSettings
from shared.app import compose
from shared.settings import Settings

NOUNS = (
    people,
    dogs,
    slips,
    applications,
    reclaims,
    handovers,
    returns,
    visits,
    my,
    looks,
    steps,
    imports,
    gallery,
    desk,
)


def app(settings: Settings | None = None) -> FastAPI:
    """The service, ready to run."""
    ours = AdoptionSettings.of(settings)
    return compose("adoption", ours, [noun.card() for noun in NOUNS], title="青城·领养 Qingcheng adoption")
