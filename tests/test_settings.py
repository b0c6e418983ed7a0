"""`.env.example` names every variable that there is, as the settings' classes say; compose passes each on."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import SERVICES, deployed, env_example
from shared.settings import Settings

ROOT = Path(__file__).parent.parent
EXAMPLE = (ROOT / ".env.example").read_text("utf-8")
NAMED = set(re.findall(r"^#([A-Z_]+)=", EXAMPLE, re.MULTILINE))
INSIDE = {"QINGCHENG_SERVICE"}  # what a container is told, and nobody settles
OF_EXAMPLES = {
    "QINGCHENG_KEY",
    "QINGCHENG_SCREENS",
    "QINGCHENG_CENSUS_PASSWORD",
}  # of the documents and of tests


@pytest.mark.parametrize("name", env_example.files())
def test_what_is_committed_is_what_the_classes_say(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == env_example.files()[name], "run: make contract"


def read_somewhere() -> set[str]:
    """Every variable that compose's files ask for, and every one that Python reads by its name."""
    found: set[str] = set()
    for file in (ROOT / "docker-compose.yml", *(ROOT / "deploy").glob("*.yml")):
        found |= set(re.findall(r"\$\{(QINGCHENG_[A-Z_]+)", file.read_text("utf-8")))
    for folder in ("services", "shared"):
        for file in (ROOT / folder).rglob("*.py"):
            asked = r"""(?:environ(?:\.get\(|\[)|envvar=)\"(QINGCHENG_[A-Z_]+)\""""
            found |= set(re.findall(asked, file.read_text("utf-8")))
    return found


def test_every_variable_that_is_read_is_in_the_example() -> None:
    assert read_somewhere() - INSIDE - NAMED == set()


def test_nothing_is_in_the_example_that_nobody_reads() -> None:
    classes = (Settings, *env_example.classes().values())
    of_classes = {env_example.variable(field) for one in classes for field in one.model_fields}

    assert {name for name in NAMED if name.startswith("QINGCHENG_")} - of_classes - read_somewhere() == set()


@pytest.mark.parametrize("service", SERVICES)
def test_each_service_gets_what_it_reads_and_nobody_else_s(service: str) -> None:
    given: dict[str, Any] = yaml.safe_load((ROOT / "deploy/settings.yml").read_text("utf-8"))
    passed = set(given["services"][service]["environment"])
    read = {
        env_example.variable(field) for field in env_example.classes().get(service, Settings).model_fields
    }
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"][service]

    assert passed <= read
    assert read - passed - set(compose["environment"]) - env_example.settled() == set()
    assert compose["extends"] == {"file": "deploy/settings.yml", "service": service}
    assert compose["deploy"]["replicas"] == f"${{QINGCHENG_{service.upper()}_REPLICAS:-1}}"


def test_each_is_said_in_both_languages_and_no_line_is_on() -> None:
    assert not re.search(r"^[^#\n]", EXAMPLE, re.MULTILINE), "copied as it is, it changes nothing"
    for field in deployed.Compose.model_fields.values():
        assert re.search("[一-鿿]", field.description or "")


def test_an_empty_line_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMED:
        monkeypatch.setenv(name, "")

    assert [kind().model_dump() for kind in env_example.classes().values()]
    assert not Settings().names_redis
    assert env_example.classes()["intake"]().model_dump()["jurisdiction"] is None


def test_the_documents_name_no_variable_that_there_is_not() -> None:
    pages = "".join(file.read_text("utf-8") for file in (ROOT / "docs").glob("*.md"))
    said = set(re.findall(r"\bQINGCHENG_[A-Z_]+[A-Z]\b", pages + (ROOT / "README.md").read_text("utf-8")))

    known = NAMED | INSIDE | OF_EXAMPLES
    own = re.compile(rf"QINGCHENG_({'|'.join(SERVICES).upper()})_DATABASE_URL")
    assert {name for name in said - known if not own.fullmatch(name)} == set()
