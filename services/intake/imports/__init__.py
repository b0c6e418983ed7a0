"""Records from elsewhere: a CSV file, row by row, once."""

from pathlib import Path

from shared.nouns import Entry, Noun

HERE = Path(__file__).parent


def card() -> Noun:
    from services.intake.imports import checking, mending, models, pages, routes, running

    return Noun(
        doors=[routes.uploads, mending.mending, routes.doors],
        screens=[pages.screens],
        tasks={"imports": running.work_through_imports},
        menu=[Entry("/intake/imports/", "导入", "Import", ("officer",), place=60)],
        static={"/intake/imports/static": HERE / "static"},
        rows=[models.Import],
        keys=[checking.REFERENCES],
    )
