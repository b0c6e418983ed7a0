"""Every row of this service, in one place for those who migrate it."""

from services.adoption.applications.models import Adoption, Application
from services.adoption.dogs.models import Dog, Placement
from services.adoption.handovers.models import Handover
from services.adoption.imports.models import Import, ImportedRow
from services.adoption.looks.models import Look
from services.adoption.people.models import Person
from services.adoption.reclaims.models import Reclaim
from services.adoption.returns.models import Return
from services.adoption.slips.models import Slip
from services.adoption.table import Table
from services.adoption.visits.models import Visit

__all__ = [
    "Adoption", "Application", "Dog", "Handover", "Import", "ImportedRow", "Look", "Person", "Placement",
    "Reclaim", "Return", "Slip", "Table", "Visit",
]  # fmt: skip
