"""Dogs: as much of one as a message says about it."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.notify.dogs import handlers, models

    return Noun(ears=handlers.ears, rows=[models.Dog])
