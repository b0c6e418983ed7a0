"""Every row of this service, in one place for those who migrate it."""

from services.adoption.applications.models import Adoption, Application
from services.adoption.dogs.models import Dog
from services.adoption.handovers.models import Handover
from services.adoption.imports.models import Import, ImportedRow
from services.adoption.people.models import Look, Person
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns.models import Return
from services.adoption.table import Table
from services.adoption.visits.models import Visit

__all__ = [
    "Adoption", "Application", "Dog", "Handover", "Import", "ImportedRow", "Look", "Person", "Reclaim",
    "Return", "Table", "Visit",
]  # fmt: skip
