"""Kennels: who lives where and with whom, what is cleaned, which zone is sealed, how full it gets."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.kennels import furnishing, models, moves, outbreaks, pages, routes

    return Noun(
        doors=[moves.doors, routes.doors, outbreaks.doors],
        screens=[pages.board],
        prepare=furnishing.furnish,
        menu=[Entry("/intake/kennels/", "犬舍看板", ("officer", "keeper", "vet"), place=30, often=True)],
        rows=[models.Kennel, models.KennelEntry, models.Litter, models.ZoneSeal],
    )
