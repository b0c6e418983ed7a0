"""The intake sheet: how a dog came, in what state, what is still missing; and who was bitten, sealed."""

from shared.keyring import Key
from shared.nouns import Noun


def card() -> Noun:
    from services.intake.sheet import models, pages, routes, victims

    return Noun(
        doors=[routes.doors, victims.doors],
        screens=[pages.screens],
        rows=[models.SheetEntry, models.Victim, models.VictimLook],
        keys=[Key("personal-intake", seals=models.Victim)],
    )
