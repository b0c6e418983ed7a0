"""A dog is handed to its owner or family, on proof that was seen; for five minutes it can be undone."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.handovers import models, pages, routes

    return Noun(doors=[routes.doors], screens=[pages.screens], rows=[models.Handover])
