"""Ways out that no family and no owner takes: handed to another house, run away, lent to a foster family."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.exits import models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[
            Entry(
                "/intake/exits/",
                "在外与移交",
                "Away",
                ("auditor", "officer", "keeper", "vet", "legal"),
                place=40,
            )
        ],
        rows=[models.Transfer],
    )
