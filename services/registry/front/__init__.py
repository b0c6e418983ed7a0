"""The front door: where the facility is, when it is open, and where everybody else is to be found."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.registry.front import pages

    return Noun(screens=[pages.screens])
