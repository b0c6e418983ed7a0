"""What the environment decides is read once, when settings are made."""

from pathlib import Path

import pytest
from pydantic import Field

from shared.settings import Settings


class Own(Settings):
    """A service with one thing more to decide."""

    patience: float = Field(default=60.0)


def test_a_service_keeps_what_the_house_has_settled_and_reads_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGCHENG_PATIENCE", "5")
    house = Settings(data=tmp_path, redis_url="redis://there", own_database_urls={"intake": "sqlite:///x"})

    own = Own.of(house)

    assert (own.data, own.redis_url, own.patience) == (tmp_path, "redis://there", 5.0)
    assert own.database_of("intake") == "sqlite:///x"
    assert Own.of(own) is own


def test_a_database_of_its_own_goes_before_the_one_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QINGCHENG_DATABASE_URL", "postgresql://there/{service}")
    monkeypatch.setenv("QINGCHENG_NOTIFY_DATABASE_URL", "sqlite:///n.db")
    settings = Settings()
    monkeypatch.delenv("QINGCHENG_NOTIFY_DATABASE_URL")

    assert settings.database_of("intake") == "postgresql://there/intake"
    assert settings.database_of("notify") == "sqlite:///n.db"


def test_a_redis_is_named_only_by_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QINGCHENG_REDIS_URL", raising=False)
    assert not Settings().names_redis
    monkeypatch.setenv("QINGCHENG_REDIS_URL", "")
    assert not Settings().names_redis
    monkeypatch.setenv("QINGCHENG_REDIS_URL", "redis://there")
    assert Settings().names_redis
