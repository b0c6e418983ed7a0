"""Kennels: who lives where and with whom, what is cleaned, which zone is sealed, how full it gets."""

from pathlib import Path

from shared.nouns import Entry, Noun

HERE = Path(__file__).parent


def card() -> Noun:
    from services.intake.kennels import furnishing, models, moves, outbreaks, pages, routes

    return Noun(
        doors=[moves.doors, routes.doors, outbreaks.doors],
        screens=[pages.board],
        prepare=furnishing.furnish,
        menu=[
            Entry(
                "/intake/kennels/", "犬舍看板", "Kennels", ("officer", "keeper", "vet"), place=30, often=True
            )
        ],
        static={"/intake/kennels/static": HERE / "static"},
        rows=[models.Kennel, models.KennelEntry, models.Litter, models.ZoneSeal],
    )
