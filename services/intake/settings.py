"""What intake lets its environment decide."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from shared.service import Service
from shared.settings import Settings


class IntakeSettings(Settings):
    """On top of what every service has."""

    admin_password: str | None = Field(default=None, description="first account; else made and printed")
    login_tries: int = Field(
        default=5, ge=1, description="wrong ones for a name from an address; then it waits"
    )
    wait_seconds: float = Field(default=10.0, gt=0, description="the first time; each further one doubles")
    longest_wait_minutes: float = Field(default=5.0, gt=0)
    idle_minutes: float = Field(default=30.0, gt=0, description="without a sign of life, a page logs out")
    session_hours: float = Field(
        default=8.0, gt=0, le=12, description="after which everybody gives the password again"
    )
    totp_for: str = Field(
        default="", description="roles that log in with codes, by commas; `two-people`: whoever may confirm"
    )
    jurisdiction: Path | None = Field(default=None, description="the city's pack; Hohhot's if not said")
    font: Path | None = Field(default=None, description="a TrueType one with Chinese, for labels and cards")

    @property
    def idle_lasts(self) -> timedelta:
        return timedelta(minutes=self.idle_minutes)

    @property
    def session_lasts(self) -> timedelta:
        return timedelta(hours=self.session_hours)


def chosen(service: Service) -> IntakeSettings:
    """The settings that intake runs with."""
    assert isinstance(service.settings, IntakeSettings)
    return service.settings
