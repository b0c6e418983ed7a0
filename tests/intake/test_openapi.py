"""Whatever is sent to intake's doors, it answers in words: never with an error of its own."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from services.intake import app as intake
from shared import auth
from shared.auth import ROLES
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.servers import Client

A_DOOR = 25  # requests that are made up for it
WORDS = ("application/problem+json", "text/html")
made_up = settings(
    max_examples=A_DOOR, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck), phases=[Phase.generate],
)  # fmt: skip


@pytest.fixture
def everybody(keys: Path) -> str:
    """The token of somebody who may do everything."""
    return auth.sign((keys / "token.key").read_bytes(), "one of every role", list(ROLES))


@pytest.fixture
def doors(
    tmp_path: Path, keys: Path, everybody: str, redis_url: str, serve: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> Any:  # fmt: skip
    """What a running intake says of its doors; requests ask for a dog and a tag that are there."""
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", "a good password")
    client = serve(intake.app(Settings(data=tmp_path, keys=keys, redis_url=redis_url)))
    dog = client.signed_in(everybody).post("/intake/v1/dogs", a_dog()).json()
    known = {name: dog[name] for name in ("dog_id", "stay_id", "stay_no", "kennel")}
    known |= {"code": dog["tag"]["code"], "username": "admin", "letter": "B", "zone": "B"}
    found = schemathesis.openapi.from_url(f"{client.url}/intake/openapi.json")

    @found.hook
    def map_path_parameters(context: Any, parameters: dict[str, Any] | None) -> dict[str, Any] | None:
        return parameters and {name: known.get(name, value) for name, value in parameters.items()}

    return found


def test_no_door_answers_with_an_error_of_its_own(doors: Any, everybody: str) -> None:
    operations = [found.ok() for found in doors.get_all_operations()]

    wrong = [why for operation in operations if (why := _refuted(operation, everybody))]

    assert len(operations) > 20
    assert not wrong, "\n".join(wrong)


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
