"""Vaccinations: what a vet gave a dog, and whether it still counts. The registry decides these itself."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.registry.vaccinations import models, routes

    return Noun(doors=[routes.doors], rows=[models.Vaccination])
