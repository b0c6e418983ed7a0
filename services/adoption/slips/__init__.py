"""Slips: what whoever asks for something holds: a reference number, and the proof of their phone."""

from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.slips import models

    return Noun(rows=[models.Slip])
