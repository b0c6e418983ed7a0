"""Every table of the registry, gathered for its migrations: nobody inside looks here."""

from services.registry.dogs.models import Dog as Dog
from services.registry.table import Table as Table
from services.registry.tags.models import Tag as Tag
from services.registry.vaccinations.models import Vaccination as Vaccination
