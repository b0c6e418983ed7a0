"""Attempts: each call to a channel, from the message that is due to what became of it."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.notify.attempts import models, routes, sender, testing

    return Noun(doors=[routes.doors, testing.doors], tasks=sender.tasks(), rows=[models.Attempt])
