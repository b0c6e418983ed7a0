"""Visits: who is coming on which open day."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.visits import models, pages, routes

    return Noun(doors=[routes.doors], screens=[pages.screens], rows=[models.Visit])
