"""The console."""

import logging

import pytest

from services.notify.channels.console import Console
from tests.notify.channels.conftest import parcel, send

pytestmark = pytest.mark.anyio


async def test_the_console_says_it_in_one_line(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        outcome = await send(Console(), parcel())

    assert outcome.kind == "sent"
    assert "一只犬回家了 · A dog has gone home" in caplog.text
