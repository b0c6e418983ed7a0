"""Found-dog notices: where the law says so, the claim window begins with one."""

from shared.nouns import Noun


def card() -> Noun:
    from services.intake.notices import models, routes

    return Noun(
        doors=[routes.doors],
        rows=[models.Notice],
    )
