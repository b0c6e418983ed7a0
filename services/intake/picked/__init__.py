"""Many dogs at once: ticked on a list, moved or held in one request, each answered for itself."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.picked import pages

    return Noun(
        screens=[pages.screens],
    )
