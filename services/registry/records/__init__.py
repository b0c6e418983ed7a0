"""Records: all that the registry knows of a dog, for staff who look it up."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.registry.records import routes

    return Noun(doors=[routes.doors])
