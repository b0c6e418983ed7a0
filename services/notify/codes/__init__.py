"""Codes: one-time codes that another service asks notify to send, by phone or mail. None of it is kept."""

from shared.nouns import Noun


def card() -> Noun:
    from services.notify.codes import sending

    return Noun(tasks={"letterbox": sending.stand_open, "codes": sending.carry})
