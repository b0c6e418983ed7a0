"""The past: adoptions and reclaims from another shelter's software, row by row, once."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.imports import models, routes, running

    return Noun(
        doors=[routes.doors],
        tasks={"imports": running.carry_on_with_imports},
        rows=[models.Import, models.ImportedRow],
    )
