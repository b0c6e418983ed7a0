"""What is deployed has the services of the list: named in the compose file, and nowhere else."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import HOME, ROADS, SERVICES

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))


def test_every_service_has_a_container_of_its_own() -> None:
    built = {
        name: each["build"]["args"]["SERVICE"]
        for name, each in COMPOSE["services"].items()
        if "build" in each
    }

    assert built == {name: name for name in SERVICES}
    assert set(COMPOSE["services"]["gateway"]["depends_on"]) == set(SERVICES)
    assert set(SERVICES) <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["gateway", "redis", "postgres"])
def test_who_serves_them_is_told_their_names(name: str) -> None:
    assert COMPOSE["services"][name]["environment"]["SERVICES"] == "|".join(SERVICES)


def test_the_gateway_has_the_roads_of_the_list() -> None:
    told = COMPOSE["services"]["gateway"]["environment"]
    caddy = (ROOT / "deploy/Caddyfile").read_text(encoding="utf-8")

    assert {word: told[word.upper()] for word in ROADS} == ROADS
    for word in ROADS:
        assert f"path /{word} /{word}/*\n" in caddy and f"{{${word.upper()}}}:8000" in caddy


@pytest.mark.parametrize("name", SERVICES)
def test_each_has_a_user_and_a_password(name: str) -> None:
    for server in ("redis", "postgres"):
        assert f"{name.upper()}_PASSWORD" in COMPOSE["services"][server]["environment"]
    settings = COMPOSE["services"][name]["environment"]
    assert settings["QINGCHENG_REDIS_URL"].startswith(f"redis://{name}:")
    assert settings["QINGCHENG_DATABASE_URL"].endswith(f"@postgres/{name}")


@pytest.mark.parametrize("file", ["deploy/Caddyfile", "deploy/redis/start.sh", "deploy/postgres/services.sh"])
def test_no_other_file_names_a_service(file: str) -> None:
    named = set(re.findall(r"\w+", (ROOT / file).read_text(encoding="utf-8"))) & set(SERVICES)

    assert named <= {HOME}
