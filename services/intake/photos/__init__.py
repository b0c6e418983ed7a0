"""Photos of a dog: what the camera made is kept as it is, and small copies without EXIF are shown."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.nouns import Noun


def card() -> "Noun":
    from services.intake.photos import models, pages, routes
    from shared.nouns import Noun  # here: a photo is developed in a process that needs nothing of all that

    return Noun(
        doors=[routes.sending, routes.doors],
        screens=[pages.screens],
        tasks={"photos": routes.sweep_photos},
        rows=[models.Photo],
    )
