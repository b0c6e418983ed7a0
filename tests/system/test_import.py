"""A real shelter's records through the doors, twice: then all four stores agree with the file."""

import csv
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shared.client import Client
from tests.system import PASSWORD, running_system

FILE = Path(__file__).parents[3] / "shared/data/bloomington-2017.csv"
OURS = Path(__file__).parents[1] / "intake/imports/cases/c20-ours-with-command-line.csv"
real = pytest.mark.skipif(
    not FILE.exists(), reason="no ../shared/data/bloomington-2017.csv beside the project"
)


def in_the_file() -> dict[str, int]:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["speciesname"] == "Dog"]
    movements = Counter(row["movementtype"] for row in rows)
    ended = [row for row in rows if row["movementtype"] in ("Adoption", "Reclaimed")]
    return {
        "dogs": len({row["id"] for row in rows}),
        "adopted": movements["Adoption"],
        "reclaimed": movements["Reclaimed"],
        "returned": sum(bool(row["returndate"]) for row in ended),
        "died": len({row["id"] for row in rows if row["deceaseddate"]}),
        "not dogs": 1140 - len(rows),
    }


def by_type(client: Client) -> dict[str, int]:
    told: dict[str, int] = client.get("/notify/v1/counts")["by_type"]
    return {type.removeprefix("cn.qingcheng.").removesuffix(".v1"): many for type, many in told.items()}


def settled(client: Client) -> dict[str, Any]:
    """Every service's counts, once they have not changed for a second."""
    services = ("intake", "registry", "adoption", "notify")
    before: dict[str, Any] = {}
    while before != (now := {name: client.get(f"/{name}/v1/counts") for name in services}):
        before = now
        time.sleep(1)
    return now


def run(file: Path, url: str, token: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "services", "import", str(file), "--url", url],
        env={"QINGCHENG_TOKEN": token, "PATH": "", "COLUMNS": "200"},
        capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    return done.stdout


def test_a_file_that_tells_of_no_adoption_is_intake_s_alone(tmp_path: Path) -> None:
    with running_system(tmp_path / "data") as url:
        client = Client(url).log_in("admin", PASSWORD)
        said = run(OURS, url, client.token)
        dogs = client.get("/intake/v1/counts")["dogs"]

    assert dogs == 1 and "intake: 2 行 rows, 1 行未接收 refused" in said
    assert "adoption:" not in said


@real
def test_a_real_shelters_records_are_taken_over_once(tmp_path: Path) -> None:
    expected = in_the_file()
    with running_system(tmp_path / "data") as url:
        client = Client(url).log_in("admin", PASSWORD)
        outputs = []
        for _ in range(2):
            outputs.append((run(FILE, url, client.token), settled(client), by_type(client)))
        alarms = client.get("/intake/v1/due")["broken"]

    (said, counts, types), (_, counts_again, types_again) = outputs
    assert f"{expected['not dogs']} 行未接收" in said
    assert "Not a dog: Cat" in said
    assert (
        counts["intake"]["dogs"]
        == counts["registry"]["dogs"]
        == counts["adoption"]["dogs"]
        == expected["dogs"]
    )
    assert counts["intake"]["died"] == counts["adoption"]["died"] == types["dog.died"] == expected["died"]
    assert {name: counts["adoption"][name] for name in ("adopted", "reclaimed", "returned")} == {
        name: expected[name] for name in ("adopted", "reclaimed", "returned")
    }
    assert types["dog.intaken"] == expected["dogs"]
    assert [types[f"dog.{name}"] for name in ("adopted", "reclaimed", "returned")] == [
        expected[name] for name in ("adopted", "reclaimed", "returned")
    ]
    assert counts["intake"]["stays"] == expected["dogs"] + expected["returned"]
    assert types["stay.opened"] == expected["returned"]
    assert alarms == [], "what others did long ago broke no hold of ours"
    assert counts == counts_again
    assert types == types_again
