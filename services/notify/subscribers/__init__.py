"""Subscribers: machines that read our events, each with a name, a scope and keys of its own."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    """What it opens. `reader` is what the feed's doors ask who reads."""
    from services.notify.subscribers import models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[Entry("/notify/subscribers", "订阅方", "Subscribers", ("admin",), place=75)],
        rows=[models.Subscriber, models.SubscriberKey],
    )
