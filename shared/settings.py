"""What the environment decides: variables that begin with QINGCHENG_."""

import os
import re
from collections.abc import Iterable
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.refusal import Refusal
from shared.said import Said

SECRETS = Path("/run/secrets")  # where containers find theirs: a file is named like its variable, in small
OWN_DATABASE = re.compile("QINGCHENG_([A-Z]+)_DATABASE_URL")


def _own_databases() -> dict[str, str]:
    """QINGCHENG_<SERVICE>_DATABASE_URL, by the name of the service."""
    named = {OWN_DATABASE.fullmatch(name): url for name, url in os.environ.items() if url}
    return {match[1].lower(): url for match, url in named.items() if match}


def _words(written: str) -> list[str]:
    return written.replace(",", " ").split()


class Settings(BaseSettings):
    """The same for every service; a service with more to decide extends it in its own settings.py.

    What the environment does not say may lie in a file of `SECRETS`: `qingcheng_redis_url`.
    Made once, by whoever starts a service, and handed on: nobody else reads the environment.
    """

    model_config = SettingsConfigDict(
        env_prefix="QINGCHENG_",
        extra="ignore",
        secrets_dir=SECRETS if SECRETS.is_dir() else None,
        env_ignore_empty=True,  # VARIABLE= in .env is as good as no line
    )

    data: Path = Field(
        default=Path("data"), description=Said("数据目录", "the folder of data, as --data says too")
    )
    redis_url: str = Field(
        default="redis://localhost:6379/0",
        description=Said(
            "Redis 的地址；up 不设时自带一个", "the address of Redis; without it `up` runs its own"
        ),
    )
    database_url: str | None = Field(
        default=None,
        description=Said(
            "数据库地址，{service} 代表服务名；不设则用数据目录里的 SQLite",
            "where the stores are, such as postgresql://role:password@host/qingcheng_{service}; "
            "{service} stands for the service's name; SQLite in the folder of data if not said",
        ),
    )
    own_database_urls: dict[str, str] = Field(
        default_factory=_own_databases,
        description=Said("某个服务单独的数据库地址", "of one service that has another"),
    )
    redis_server: str | None = Field(
        default=None,
        description=Said(
            "up 自带的 Redis 用哪个程序",
            "program to run where no Redis is named; found by itself if not said",
        ),
    )
    public_url: str = Field(
        default="http://localhost:8000",
        description=Said("网址，犬牌二维码以它开头", "what a tag's QR code and links begin with"),
    )
    hosts: str = Field(
        default="",
        description=Said(
            "除 PUBLIC_URL 外的其他域名，空格分隔；* 为任意",
            "names besides that of PUBLIC_URL by which the house is reached, apart by spaces; * for any",
        ),
    )
    inside: str = Field(
        default="127.0.0.0/8 ::1",
        description=Said(
            "可以看指标和原因的内部网段", "networks whose callers may see figures and reasons of readiness"
        ),
    )
    metrics_token: str = Field(
        default="",
        repr=False,
        description=Said(
            "带此 bearer 令牌的，在任何地方都能看指标",
            "whoever sends it as a bearer token may see them from anywhere",
        ),
    )
    keys: Path | None = Field(
        default=None,
        description=Said(
            "密钥目录；默认为数据目录下的 keys", "the folder of the keys; keys in that of data if not said"
        ),
    )
    token_public_key: Path | None = Field(
        default=None,
        description=Said(
            "核对登录的公钥文件；默认为密钥目录下的 token.pub",
            "file of the key that log-ins are checked with; token.pub in the folder of keys if not said",
        ),
    )
    log: Literal["text", "json"] = Field(
        default="text",
        description=Said(
            "日志的样子：text 给人看，json 每行一个对象（compose 里默认）",
            "how the log is written: text for people, json an object a line (so in compose unless said)",
        ),
    )
    syslog: str = Field(
        default="",
        description=Said(
            "日志另送一份到 syslog：udp://主机:514 或 unix:///dev/log",
            "where a copy of the log goes: udp://host:514 or unix:///dev/log",
        ),
    )
    claim_after_ms: int = Field(
        default=10_000,
        description=Said(
            "未处理完的事件多少毫秒后由别的副本接手",
            "milliseconds after which others take over an unfinished event",
        ),
    )
    keep_days: float = Field(
        default=7.0,
        ge=0,
        description=Said(
            "事件多少天后可以离开流；日志里永远都有",
            "days after which an event may leave its stream; journals keep it for good",
        ),
    )
    group_idle_days: float = Field(
        default=1.0,
        gt=0,
        description=Said(
            "消费组多少天无人读取就告警",
            "days after which a consumer group that nobody reads raises an alarm",
        ),
    )

    @classmethod
    def of(cls, house: "Settings | None") -> Self:
        """What the house has settled, and from the environment what this service alone decides."""
        if isinstance(house, cls):
            return house
        return cls(**house.model_dump()) if house else cls()

    @field_validator("inside")
    @classmethod
    def are_networks(cls, written: str) -> str:
        for one in _words(written):
            ip_network(one)
        return written

    @cached_property
    def networks_inside(self) -> list[IPv4Network | IPv6Network]:
        return [ip_network(one) for one in _words(self.inside)]

    @property
    def names_redis(self) -> bool:
        """Whether there is one to use; else whoever starts everything runs one of their own."""
        return "redis_url" in self.model_fields_set and bool(self.redis_url)

    @cached_property
    def key_folder(self) -> Path:
        return self.keys or self.data / "keys"

    @property
    def public_key_file(self) -> Path:
        return self.token_public_key or self.key_folder / "token.pub"

    def database_of(self, service: str) -> str:
        """Its own, else the one for all, else a file in DATA."""
        shared = self.database_url or f"sqlite:///{self.data.absolute()}/{{service}}.db"
        url = self.own_database_urls.get(service, shared)
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
