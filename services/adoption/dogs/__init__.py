"""Dogs: what we heard of each, what we decided about it, and whether a family can have it."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.dogs import handlers, listing, models, routes

    return Noun(
        doors=[routes.doors],
        ears=handlers.ears,
        tasks={"listing": listing.list_as_time_passes},
        rows=[models.Dog, models.Placement],
    )
