"""What keeps a dog here: holds as a set, who may end them, and what happens when one is broken."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.holds import earlier, models, routes, terms

    return Noun(
        doors=[routes.doors, terms.doors],
        prepare=earlier.on_first_start,
        rows=[models.Hold, models.BrokenHold, models.HoldRequest, models.HoldExtension],
    )
