"""Dogs that wait for a family, for everybody to see."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.gallery import pages

    return Noun(screens=[pages.screens])
