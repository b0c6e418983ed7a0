"""Adoption's table of contents: who may knock where, what it hears, what it does by itself."""

from fastapi import FastAPI

from services.adoption.applications.routes import doors as applications
from services.adoption.deciding import screens as deciding
from services.adoption.desk import desk
from services.adoption.dogs.listing import list_as_time_passes
from services.adoption.dogs.routes import doors as dogs
from services.adoption.handlers import ears
from services.adoption.handovers.pages import screens as record
from services.adoption.handovers.routes import doors as handovers
from services.adoption.imports.routes import doors as imports
from services.adoption.imports.running import carry_on_with_imports
from services.adoption.pages import screens
from services.adoption.people.looks import screens as looks
from services.adoption.people.models import Person
from services.adoption.people.routes import doors as people
from services.adoption.reclaims.routes import doors as reclaims
from services.adoption.returns.routes import doors as returns
from services.adoption.settings import AdoptionSettings
from services.adoption.visits.routes import doors as visits
from shared.app import compose
from shared.keyring import Key
from shared.nouns import Noun
from shared.settings import Settings

KEYS = (Key("personal-adoption", seals=Person),)


def app(settings: Settings | None = None) -> FastAPI:
    """The service, ready to run."""
    ours = AdoptionSettings(**(settings or Settings()).model_dump())
    everything = Noun(
        doors=[dogs, applications, reclaims, handovers, returns, visits, people, imports],
        screens=[screens, desk, deciding, record, looks],
        ears=ears,
        tasks={"listing": list_as_time_passes, "imports": carry_on_with_imports},
        keys=KEYS,
    )
    return compose("adoption", ours, [everything], title="青城·领养 Qingcheng adoption")
