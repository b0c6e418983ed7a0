"""Somebody's data is opened for a purpose; every look is recorded."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.looks import models, pages, routes

    return Noun(doors=[routes.doors], screens=[pages.screens], rows=[models.Look])
