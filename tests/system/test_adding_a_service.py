"""docs/adding-a-service.md, followed to the letter in a copy of the house, gives a service that runs."""

import contextlib
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from services import SERVICES
from shared.client import Client
from tests.intake.conftest import a_dog
from tests.system import PASSWORD, running_system, until

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/adding-a-service.md").read_text(encoding="utf-8")
FILES = re.findall(r"^\*\*`(\S+)`\*\*\n\n```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
NEW = {path: text for path, kind, text in FILES if kind != "diff"}
CHANGED = {path: text for path, kind, text in FILES if kind == "diff"}
[COMMANDS] = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "data", "screens", "*.egg-info", "upgrade")


def test_at_most_three_files_that_are_there_change() -> None:
    assert len(CHANGED) <= 3
    assert not [path for path in NEW if (ROOT / path).exists()]
    assert len(NEW) + len(CHANGED) == len(FILES) == PAGE.count("**`")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house in which somebody has done what the page says."""
    house = tmp_path_factory.mktemp("house") / "copy"
    shutil.copytree(ROOT, house, ignore=LEFT_OUT)
    for path, text in NEW.items():
        (house / path).parent.mkdir(parents=True, exist_ok=True)
        (house / path).write_text(text, encoding="utf-8")
    for path, hunks in CHANGED.items():
        text = (house / path).read_text(encoding="utf-8")
        (house / path).write_text(patched(text, hunks), encoding="utf-8")
    for command in COMMANDS.splitlines():
        run(house, *shlex.split(command))
    return house


def patched(text: str, hunks: str) -> str:
    """Each hunk fits one place."""
    for hunk in hunks.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        before = "".join(line[1:] for line in lines if line[0] in " -")
        assert text.count(before) == 1, before
        text = text.replace(before, "".join(line[1:] for line in lines if line[0] in " +"))
    return text


def run(house: Path, program: str, *words: str) -> None:
    found, there = Path(sys.executable).parent / program, os.environ | at(house)
    done = subprocess.run([found, *words], cwd=house, env=there, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def at(house: Path) -> dict[str, str]:
    """So that Python takes the copy, wherever it is started."""
    return {"PYTHONPATH": str(house), "PYTHONSAFEPATH": "1"}


def test_the_house_holds_together(house: Path) -> None:
    """Its style, its own test, who may know whom, and what is deployed."""
    run(house, "ruff", "check", "services/census", "tests/census")
    run(house, "ruff", "format", "--check", "services/census", "tests/census")
    run(house, "lint-imports")
    run(house, "pytest", "tests/census", "tests/test_boundaries.py", "tests/test_deploy.py")


@pytest.fixture(scope="module")
def running(house: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, Path]]:
    data = tmp_path_factory.mktemp("data")
    with running_system(data, **at(house)) as url:
        client = Client(url).log_in("admin", PASSWORD)
        until(lambda: client.get("/census/health/ready")["ready"])
        yield client, data


def test_it_hears_what_happens_and_answers(running: tuple[Client, Path]) -> None:
    client, _ = running
    for division in ("150105002", "150105008", "150102003"):
        client.post("/intake/v1/dogs", a_dog(found_at={"text": "大学西路", "division": division}))

    until(lambda: client.get("/census/v1/districts") == {"districts": {"150105": 2, "150102": 1}})
    assert client.get("/census/v1/counts") == {"dogs": 3}


def test_it_has_what_every_service_has(running: tuple[Client, Path]) -> None:
    client, data = running

    assert "/census/v1/districts" in client.get("/census/openapi.json")["paths"]
    assert client.get("/census/health/live") == {"status": "ok"}
    with urlopen(f"{client.url}/census/metrics") as metrics:
        assert "qingcheng_dead_letters" in metrics.read().decode()
    with contextlib.closing(sqlite3.connect(data / "census.db")) as census:
        tables = {name for (name,) in census.execute("select name from sqlite_master where type = 'table'")}
    assert {"dog", "journal", "inbox", "alembic_census", "alembic_rails"} <= tables


def test_the_others_still_run(running: tuple[Client, Path]) -> None:
    client, _ = running

    assert all(client.get(f"/{name}/health/ready")["ready"] for name in SERVICES)
