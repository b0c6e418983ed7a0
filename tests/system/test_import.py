"""A real shelter's records through the doors, twice: then all four stores agree with the file."""

import csv
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shared.client import Client
from tests.system import (
    PASSWORD,
    SERVICES,
    free_port,
    running_system,
    start_system,
    until,
    until_heard,
)

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


def counts_of(client: Client) -> dict[str, Any]:
    until_heard(client.url)
    return {service: client.get(f"/{service}/v1/counts") for service in SERVICES}


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
            outputs.append((run(FILE, url, client.token), counts_of(client), by_type(client)))
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


@real
def test_a_process_that_is_killed_half_way_doubles_nothing(tmp_path: Path) -> None:
    port = free_port()
    up, url = start_system(tmp_path, port)
    house = Client(url).log_in("admin", PASSWORD)
    started = house.upload("/intake/v1/imports", FILE.read_bytes())["import_id"]
    until(lambda: house.get(f"/intake/v1/imports/{started}")["taken_in"] >= 100, seconds=60)
    up.send_signal(signal.SIGKILL)
    up.wait()
    up, _ = start_system(tmp_path, port)
    try:
        state = until(
            lambda: (s := house.get(f"/intake/v1/imports/{started}"))["status"] == "finished" and s,
            seconds=90,
        )
        counts = house.get("/intake/v1/counts")
    finally:
        up.terminate()
        up.wait(30)

    with FILE.open(encoding="utf-8-sig", newline="") as file:
        expected = {row["id"] for row in csv.DictReader(file) if row["speciesname"] == "Dog"}
    assert counts["dogs"] == state["taken_in"] == len(expected)
    assert (state["known"], state["done"]) == (0, state["rows"])
