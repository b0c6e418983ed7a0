"""Messages: one subscription is told of one event, in words."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.notify.messages import models, routes

    return Noun(doors=[routes.doors], rows=[models.Message])
