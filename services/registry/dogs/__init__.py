"""Dogs: who each is, as intake tells it."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.registry.dogs import handlers, models, routes

    return Noun(doors=[routes.doors], ears=handlers.ears, rows=[models.Dog])
