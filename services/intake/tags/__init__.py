"""Tags: printed, bound to a dog, lost, replaced, revoked; their sheets of labels, and the kennel card."""

from shared.nouns import Entry, Noun


def card() -> Noun:
    from services.intake.tags import handlers, models, pages, printing, routes

    return Noun(
        doors=[printing.doors, routes.doors],
        screens=[pages.screens],
        ears=handlers.ears,
        menu=[Entry("/intake/tags/", "犬牌管理", "Tags", ("officer", "keeper"), place=20)],
        rows=[models.Tag, models.TagBatch, models.BlankTag, models.TagChange],
    )
