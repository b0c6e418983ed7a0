"""Joint operations: planned, out on the streets, over; what each brought in, and how a year compares."""

from pathlib import Path

from shared.nouns import Entry, Noun

HERE = Path(__file__).parent


def card() -> Noun:
    from services.intake.operations import models, pages, routes

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        menu=[
            Entry("/intake/operations/", "联合行动", "Operations", ("auditor", "officer", "keeper"), place=10)
        ],
        static={"/intake/operations/static": HERE / "static"},
        rows=[models.Operation, models.OperationChange, models.OperationIncident],
    )
