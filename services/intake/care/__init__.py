"""The steps of a stay while the dog is with us: triage, quarantine, treatment, checks under observation."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.care import routes

    return Noun(
        doors=[routes.doors],
    )
