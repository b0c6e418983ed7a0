"""Find any dog: by tag, chip, number, name, place, date, colour, officer or operation, from one box."""

from shared.auth import HOUSE
from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.search import keeping, models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[Entry("/intake/find/", "查找", "Find", HOUSE, place=20, often=True, begins=50)],
        rows=[models.FoundBy, models.Export],
        before_commit=[keeping.enter_what_changed],
    )
