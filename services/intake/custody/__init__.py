"""How a stay ends and goes on again, and what adoption says of it."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.custody import handlers

    return Noun(
        ears=handlers.ears,
    )
