"""Tags: who wears one, on the most used page of all, for whoever scans it."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.registry.tags import handlers, models, pages

    return Noun(screens=[pages.screens, pages.bare], ears=handlers.ears, rows=[models.Tag])
