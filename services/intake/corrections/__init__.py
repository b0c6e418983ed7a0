"""What was written down wrongly at intake is corrected by two people, and nothing is overwritten."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.corrections import models, pages, routes, writing

    return Noun(
        doors=[writing.doors, routes.doors],
        screens=[pages.screens],
        menu=[
            Entry(
                "/intake/corrections/",
                "更正",
                "Corrections",
                ("auditor", "officer", "keeper", "vet"),
                place=30,
            )
        ],
        rows=[models.Correction],
    )
