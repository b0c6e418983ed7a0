"""Where adoption staff decide: who has asked for which dog, and who gets it."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.adoption.desk import pages, pages_deciding, pages_lists

    return Noun(
        screens=[pages.screens, pages_lists.screens, pages_deciding.screens],
        menu=[
            Entry(
                "/adoption/desk",
                "领养工作台",
                "Adoption desk",
                ("adoption",),
                place=50,
                often=True,
                begins=20,
            )
        ],
    )
