"""What the environment decides: variables that begin with QINGCHENG_."""

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.refusal import Refusal


class Settings(BaseSettings):
    """The same for every service; a service with more to decide extends it in its own settings.py."""

    model_config = SettingsConfigDict(env_prefix="QINGCHENG_", extra="ignore")

    data: Path = Path("data")
    redis_url: str = "redis://localhost:6379/0"
    database_url: str | None = Field(
        default=None, description="{service} in it stands for the service's name"
    )
    public_url: str = Field(default="http://localhost:8000", description="what a tag's QR code begins with")
    keys: Path | None = Field(default=None, description="folder of the keys; DATA/keys if not said")
    token_public_key: Path | None = Field(
        default=None, description="file of the key that logins are checked with; token.pub in the key folder"
    )
    claim_after_ms: int = Field(
        default=10_000, description="age at which others take over an unfinished event"
    )
    keep_days: float = Field(
        default=7.0, ge=0, description="age at which an event may leave its stream; journals keep it for good"
    )

    @cached_property
    def key_folder(self) -> Path:
        return self.keys or self.data / "keys"

    @property
    def public_key_file(self) -> Path:
        return self.token_public_key or self.key_folder / "token.pub"

    def database_of(self, service: str) -> str:
        """QINGCHENG_<SERVICE>_DATABASE_URL, else QINGCHENG_DATABASE_URL, else a file in DATA."""
        own = os.environ.get(f"QINGCHENG_{service.upper()}_DATABASE_URL")
        url = own or self.database_url or f"sqlite:///{self.data.absolute()}/{{service}}.db"
        return url.replace("{service}", service)

    def databases_of(self, services: Iterable[str]) -> dict[str, str]:
        """Each one's own. Raises `Refusal` where two would share one: their tables have the same names."""
        found = {service: self.database_of(service) for service in services}
        if len(set(found.values())) < len(found):
            raise Refusal(
                "QINGCHENG_DATABASE_URL 让多个服务共用一个数据库：请在网址中写 {service}，或为每个服务设 "
                "QINGCHENG_<SERVICE>_DATABASE_URL。",
                "QINGCHENG_DATABASE_URL gives several services one "
                "database: write {service} in it, or set QINGCHENG_<SERVICE>_DATABASE_URL for each.",
            )
        return found
