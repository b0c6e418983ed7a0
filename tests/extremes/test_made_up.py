"""Requests that schemathesis makes up from what a service says of its doors: an answer in words, always."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.extremes.conftest import NOT_NOW, Town
from tests.system import SERVICES

A_DOOR = 8  # requests that are made up for it
WORDS = ("application/problem+json", "text/html")
made_up = settings(
    max_examples=A_DOOR, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_door_answers_with_an_error_of_its_own(town: Town) -> None:
    operations = [operation for service in SERVICES for operation in _doors(town, service)]

    wrong = [why for operation in operations if (why := _refuted(operation, town.token))]

    assert len(operations) > 100
    assert not wrong, "\n".join(wrong)


def _doors(town: Town, service: str) -> list[Any]:
    """As the running service describes them; requests ask for what is there."""
    found = schemathesis.openapi.from_url(f"{town.clients[service].url}/{service}/openapi.json")

    @found.hook
    def map_path_parameters(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        return parameters and {name: town.known.get(name, value) for name, value in parameters.items()}

    return [one.ok() for one in found.get_all_operations() if not one.ok().path.endswith(NOT_NOW)]


def _refuted(operation: Any, token: str) -> str:
    """What this door did wrong, and how to ask it that again."""

    @made_up
    @given(case=operation.as_strategy())
    def answers_in_words(case: Any) -> None:
        answer = case.call(headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code < 500, f"{answer.status_code}: {case.as_curl_command()}"
        kind = answer.headers.get("content-type", [""])[0]
        assert answer.status_code < 400 or kind.startswith(WORDS), f"{kind}: {case.as_curl_command()}"

    try:
        answers_in_words()
    except AssertionError as error:
        return str(error)
    return ""
