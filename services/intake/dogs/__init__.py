"""A dog as anybody in the house asks for it: with all its stays, its tag and its corrections."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.dogs import routes

    return Noun(
        doors=[routes.doors],
    )
