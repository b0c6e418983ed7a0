"""How a stay ends in death: who decided, what is on record, and where every carcass went."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.deaths import models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[
            Entry(
                "/intake/deaths/",
                "死亡处理",
                "Deaths",
                ("auditor", "officer", "keeper", "vet", "legal"),
                place=50,
            )
        ],
        rows=[models.Euthanasia, models.Death, models.Carcass, models.Disposal],
    )
