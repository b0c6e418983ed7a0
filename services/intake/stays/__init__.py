"""Dogs and their stays: each has a number, a state, and ways in which it may go on."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.stays import handlers, models

    return Noun(
        ears=handlers.ears,
        rows=[models.Dog, models.Stay, models.Number, models.CustodyStep],
    )
