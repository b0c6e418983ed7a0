"""An environment of a stranger's own, in which nothing of ours is but the package of the contract."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from shared.promises import FOLDER


@pytest.fixture(scope="session")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package and Pydantic."""
    home = tmp_path_factory.mktemp("stranger")
    subprocess.run([sys.executable, "-m", "venv", home], check=True)
    package = shutil.copytree(FOLDER / "python", home / "package")  # a build leaves things behind
    _install(home, f"pydantic=={version('pydantic')}", str(package))
    return home


@pytest.fixture(scope="session")
def furnished(alone: Path) -> Path:
    """The same, with what others use beside it."""
    _install(
        alone, f"faststream[redis]=={version('faststream')}", f"redis=={version('redis')}", "cloudevents>=2"
    )
    return alone


def _install(home: Path, *what: str) -> None:
    command = [home / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *what]
    done = subprocess.run(command, capture_output=True, text=True)
    if "No matching distribution" in done.stderr:
        pytest.skip(f"no package index answers: {' '.join(what)} was not tried")
    assert done.returncode == 0, done.stderr
