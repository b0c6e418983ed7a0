"""The contract, served: what each event promises, at the address that the events themselves name."""

from shared.nouns import Noun


def card() -> Noun:
    """What it opens. Nobody logs in here, and pages of every site may read it."""
    from services.notify.contract import routes

    return Noun(doors=[routes.doors])
