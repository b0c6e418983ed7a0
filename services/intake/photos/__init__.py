"""Photos of a dog: what the camera made is kept as it is, and small copies without EXIF are shown."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.photos import models, pages, routes

    return Noun(
        doors=[routes.sending, routes.doors],
        screens=[pages.screens],
        tasks={"photos": routes.sweep_photos},
        rows=[models.Photo],
    )
