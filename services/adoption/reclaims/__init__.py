"""Somebody says that the dog is theirs, and takes it back."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.reclaims import models, pages, routes

    return Noun(doors=[routes.doors], screens=[pages.screens], rows=[models.Reclaim])
