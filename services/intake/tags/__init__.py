"""Tags: printed, bound to a dog, lost, replaced, revoked; their sheets of labels, and the kennel card."""

from pathlib import Path

from shared.nouns import Entry, Noun

HERE = Path(__file__).parent


def card() -> Noun:
    from services.intake.tags import handlers, models, pages, printing, routes

    return Noun(
        doors=[printing.doors, routes.doors],
        screens=[pages.screens],
        ears=handlers.ears,
        menu=[Entry("/intake/tags/", "犬牌管理", "Tags", ("officer", "keeper"), place=20)],
        static={"/intake/tags/static": HERE / "static"},
        rows=[models.Tag, models.TagBatch, models.BlankTag, models.TagChange],
    )
