"""What became of an attempt, in both languages."""

import re
from pathlib import Path

import aiohttp
import pytest

from services.notify.attempts import rules, words
from services.notify.attempts.words import WHY, in_words
from services.notify.channels import webhook
from services.notify.channels.webhook import classify
from shared import clock
from shared.said import Said

NOTIFY = Path(rules.__file__).parents[1]


@pytest.mark.parametrize(
    ("detail", "zh", "en"),
    [
        (classify(500, None, clock.now()).detail, "接收方回答 500", "the receiver answered 500"),
        (classify(503, "999999", clock.now()).detail, "接收方回答 503，", "the receiver answered 503, "),
        (classify(410, None, clock.now()).detail, "接收方回答 410", "the receiver answered 410"),
        ("no answer: TimeoutError", "15 秒内没有应答", "no answer within 15 s"),
        ("no answer: SomeOther", "没有应答（SomeOther）", "no answer (SomeOther)"),
        ("not sendable: KeyError", "无法发送（KeyError）", "not sendable: KeyError"),
    ],
)  # fmt: skip
def test_it_is_said_in_both_languages(detail: str, zh: str, en: str) -> None:
    said = in_words(detail)

    assert isinstance(said, Said)
    assert said.zh.startswith(zh) and said.en.startswith(en)


def test_whatever_a_webhook_may_end_in_has_words() -> None:
    """Every outcome in the code of the channel and of the sender is made from a name that has words."""
    made = "".join(
        (NOTIFY / file).read_text("utf-8") for file in ("channels/webhook.py", "attempts/sender.py")
    )
    names = re.findall(r'Outcome\("(?:permanent|transient)", f?"?\{?((?:rules\.)?[A-Z_]+)', made)
    kept = {getattr(rules if "." in name else webhook, name.rpartition(".")[2]) for name in names}

    assert len(kept) == 7
    assert [detail for detail in kept if not isinstance(in_words(detail), Said)] == []


def test_the_errors_that_are_named_are_those_that_there_are() -> None:
    for name in WHY:
        assert hasattr(aiohttp, name) or name in ("TimeoutError", "ConnectionResetError"), name
    assert words.in_words(None) == ""
