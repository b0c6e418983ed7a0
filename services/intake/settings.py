"""What intake lets its environment decide."""

from pydantic import Field

from shared.settings import Settings


class IntakeSettings(Settings):
    """On top of what every service has."""

    admin_password: str | None = Field(default=None, description="first account; else made and printed")
