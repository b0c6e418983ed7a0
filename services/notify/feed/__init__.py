"""The feed: everything that happens, in the order in which we heard of it, for whoever may know."""

from pathlib import Path

from shared.nouns import Entry, Noun

HERE = Path(__file__).parent


def card() -> Noun:
    """What it opens. The tail is followed by a task, and listened to at a door."""
    from services.notify.feed import handlers, live, models, pages, routes, streams_routes
    from services.notify.feed.tail import Tail

    tail = Tail()
    return Noun(
        doors=[routes.doors, live.doors(tail), streams_routes.doors],
        screens=[pages.screens],
        ears=handlers.ears,
        tasks={"feed": tail.follow},
        menu=[Entry("/notify/", "实况", "Live", None, place=60, often=True)],
        static={"/notify/feed/static": HERE / "static"},
        rows=[models.Feed, models.FeedKey],
    )
