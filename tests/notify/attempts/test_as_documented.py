"""What docs/webhooks.md says of attempts is what the code does."""

import re
from pathlib import Path

import pytest

from services.notify.attempts import rules
from services.notify.attempts.routes import AGAIN_AT_A_TIME
from services.notify.attempts.sender import AT_ONCE_FOR_ONE
from services.notify.attempts.testing import OF_ONE_AN_HOUR, TESTS_AN_HOUR
from services.notify.channels.way import LONGEST_WISH, TIMEOUT
from services.notify.channels.webhook import GONE, classify
from services.notify.settings import NotifySettings
from services.notify.subscriptions.rules import MOST_OF_ONE
from shared import clock

PAGE = (Path(__file__).parents[3] / "docs/webhooks.md").read_text(encoding="utf-8")
TABLE = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", PAGE, re.MULTILINE))
UNITS = {"s": 1, "min": 60, "h": 3600}


def seconds(words: str) -> list[float]:
    return [float(n) * UNITS[unit] for n, unit in re.findall(r"(\d+) (s|min|h)\b", words)]


def test_the_plan_is_as_documented() -> None:
    usual = {name: field.default for name, field in NotifySettings.model_fields.items()}

    assert seconds(TABLE["time-out of one call"]) == [TIMEOUT]
    assert seconds(TABLE["pauses between attempts"]) == list(usual["webhook_pauses"])
    assert int(TABLE["attempts in all"]) == len(usual["webhook_pauses"]) + 1
    assert seconds(TABLE["`Retry-After`"]) == [LONGEST_WISH]
    assert TABLE["pauses the webhook"].startswith(f"{usual['webhook_patience_days']:g} days ")
    assert int(TABLE["calls at once to one receiver"]) == AT_ONCE_FOR_ONE
    assert int(TABLE["events looked at by one `again`"]) == AGAIN_AT_A_TIME
    assert int(TABLE["tests of one webhook in an hour"]) == TESTS_AN_HOUR
    assert int(TABLE["tests of all webhooks of one subscriber in an hour"]) == OF_ONE_AN_HOUR
    assert int(TABLE["webhooks of one subscriber that go on"]) == MOST_OF_ONE
    assert rules.TEST_TYPE in PAGE


def test_the_spread_is_as_documented() -> None:
    spread = int(re.findall(r"\d+", TABLE["each pause varies by"])[0]) / 100

    for chance, factor in ((0.0, 1 - spread), (1.0, 1 + spread)):
        assert rules.next_try("transient", 1, (100.0,), None, chance) == pytest.approx(100 * factor)


def test_what_an_answer_means_is_as_documented() -> None:
    first, last = map(int, TABLE["taken"].split("–"))
    ends = int(TABLE["ends the webhook for good"])

    for status in range(200, 600):
        outcome = classify(status, None, clock.now())
        taken = first <= status <= last
        assert outcome.kind == ("sent" if taken else "permanent" if status == ends else "transient")
        assert outcome.gone is (status == ends == GONE)
