"""The dogs themselves: what we heard of them, what we decided, and whether a family can have them."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.dogs import handlers, listing, models, routes

    return Noun(
        doors=[routes.doors],
        ears=handlers.ears,
        tasks={"listing": listing.list_as_time_passes},
        rows=[models.Dog, models.Placement],
    )
