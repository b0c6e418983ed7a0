"""The demo shows a password of its own, and nobody else's."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from services import demo
from services.day import Day
from shared.client import Client


class AQuietDay(Client):
    """What notify has counted, as it would say it."""

    def get(self, path: str, **query: Any) -> Any:
        return {"events": 0, "messages": {}, "by_type": {}}


def shown(data: Path) -> str:
    (data / "server.log").write_text("")
    console = Console(file=StringIO(), width=200)
    day = Day(seconds_to_page=[0.1])
    demo._show(console, AQuietDay("http://localhost"), "http://localhost", day, data)
    return console.file.getvalue()  # type: ignore[attr-defined,no-any-return]


def test_a_password_that_somebody_has_set_is_not_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "of somebody")

    assert "of somebody" not in shown(tmp_path)
    assert demo.PASSWORD not in shown(tmp_path), "it would not let anybody in"
    assert "admin / $QINGCHENG_ADMIN_PASSWORD" in shown(tmp_path)


def test_its_own_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("QINGCHENG_ADMIN_PASSWORD", raising=False)

    assert f"admin / {demo.PASSWORD}" in shown(tmp_path)
