"""What somebody has asked for: they prove their phone, see its state, correct or withdraw it. No account."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.my import ending, pages, routes, sending

    return Noun(
        doors=[routes.doors],
        screens=[pages.screens],
        tasks={"codes": sending.send_codes, "unproven": ending.end_unproven},
    )
