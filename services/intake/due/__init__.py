"""What keeps each dog here, and what falls due today."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.due import pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[
            Entry(
                "/intake/due/",
                "今日到期",
                "Due today",
                ("auditor", "officer", "keeper", "vet", "adoption", "legal"),
                place=40,
                often=True,
                begins=30,
            )
        ],
    )
