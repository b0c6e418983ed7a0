"""Subscriptions: who wants to know of what, and how they are reached."""

from shared.keyring import Key
from shared.nouns import Entry, Noun


def card() -> Noun:
    """What it opens."""
    from services.notify.subscriptions import handlers, models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[
            Entry("/notify/webhooks", "接口推送", "Webhooks", ("auditor", "officer", "adoption"), place=78)
        ],
        ears=handlers.ears,
        rows=[models.Subscription, models.Interest, models.Unplaced],
        keys=[Key("personal-notify", seals=models.Subscription)],
        before_commit=[handlers.tell, handlers.let_go],
    )
