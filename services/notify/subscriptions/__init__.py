"""Subscriptions: who wants to know of what, and how they are reached."""

from shared.keyring import Key
from shared.nouns import Noun


def card() -> Noun:
    """What it opens."""
    from services.notify.subscriptions import handlers, models, routes

    return Noun(
        doors=[routes.doors],
        ears=handlers.ears,
        rows=[models.Subscription, models.Interest, models.Unplaced],
        keys=[Key("personal-notify", seals=models.Subscription)],
        before_commit=[handlers.tell],
    )
