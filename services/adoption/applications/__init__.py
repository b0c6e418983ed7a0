"""A family asks for a dog, is approved, and takes it home."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.applications import models, pages, routes

    return Noun(doors=[routes.doors], screens=[pages.screens], rows=[models.Application, models.Adoption])
