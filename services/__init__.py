"""The list of services. Each folder's `__init__.py` is its card: what it publishes and listens to."""

from enum import StrEnum

Service = StrEnum("Service", ["intake", "registry", "adoption", "notify"])
SERVICES = tuple(service.value for service in Service)
HOME = "registry"  # whose pages stand at / and at /t/
ROADS = {"contract": "notify"}  # first words of a path that no service is called by
