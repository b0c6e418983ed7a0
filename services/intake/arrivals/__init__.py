"""A dog comes in: at the desk, or by night on a phone that sends it later."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.arrivals import pages, routes
    from services.intake.arrivals.night import pages as night_pages
    from services.intake.arrivals.night import routes as night_routes

    return Noun(
        doors=[routes.doors, night_routes.sending],
        screens=[night_pages.files, pages.forms],
        menu=[
            Entry("/intake/", "收容登记", "Intake", ("officer", "keeper"), place=10, often=True, begins=10)
        ],
    )
