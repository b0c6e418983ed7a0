"""People: who asks for a dog, sealed at rest and opened for a purpose."""

from shared.keyring import Key
from shared.nouns import Noun


def card() -> Noun:
    from services.adoption.people import models

    return Noun(rows=[models.Person], keys=[Key("personal-adoption", seals=models.Person)])
