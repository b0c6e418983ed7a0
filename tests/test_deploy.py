"""What is deployed has the services of the list, named in one file; and no password that anybody knows."""

import json
import os
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from services import HOME, ROADS, SERVICES

ROOT = Path(__file__).parent.parent
WRITTEN = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(WRITTEN)
CONTAINERS: dict[str, Any] = COMPOSE["services"]
HOLDERS = (*SERVICES, "redis", "postgres")


def test_every_service_has_a_container_of_its_own() -> None:
    built = {name: each["build"]["args"]["SERVICE"] for name, each in CONTAINERS.items() if "build" in each}

    assert built == {name: name for name in SERVICES}
    assert set(CONTAINERS["gateway"]["depends_on"]) == set(SERVICES)
    assert set(SERVICES) <= set(COMPOSE["volumes"])


@pytest.mark.parametrize("name", ["gateway", "redis", "postgres", "secrets"])
def test_who_serves_them_is_told_their_names(name: str) -> None:
    assert CONTAINERS[name]["environment"]["SERVICES"] == "|".join(SERVICES)


def test_the_gateway_has_the_roads_of_the_list() -> None:
    told = CONTAINERS["gateway"]["environment"]
    caddy = (ROOT / "deploy/gateway/Caddyfile").read_text(encoding="utf-8")

    assert {word: told[word.upper()] for word in ROADS} == ROADS
    for word in ROADS:
        assert f"path /{word} /{word}/*\n" in caddy and f"{{${word.upper()}}}:8000" in caddy


@pytest.mark.parametrize(
    "file",
    ["deploy/gateway/Caddyfile", "deploy/redis/start.sh", "deploy/postgres/services.sh",
     "deploy/postgres/start.sh", "deploy/secrets.sh"],
)  # fmt: skip
def test_no_other_file_names_a_service(file: str) -> None:
    named = set(re.findall(r"\w+", (ROOT / file).read_text(encoding="utf-8"))) & set(SERVICES)

    assert named <= {HOME}


def test_every_image_may_be_pinned() -> None:
    for name, each in CONTAINERS.items():
        pinned = each["build"]["args"]["PYTHON"] if "build" in each else each["image"]
        assert re.fullmatch(r"\$\{QINGCHENG_[A-Z]+_IMAGE:-[a-z]+:[\w.-]+\}", pinned), name
    dockerfile = (ROOT / "Dockerfile").read_text("utf-8")
    assert re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE) == ["${PYTHON}"] * 2


# ---- passwords ---------------------------------------------------------------------------------------------


def test_nothing_that_is_deployed_has_a_password_in_it() -> None:
    files = [ROOT / "docker-compose.yml", *(file for file in (ROOT / "deploy").rglob("*") if file.is_file())]
    for file in files:
        text = file.read_text("utf-8")
        assert not re.search(r"_PASSWORD:-[^}]", text), f"{file.name} has a password where none is set"
        assert "development-" not in text.replace("development-*)", "")


@pytest.mark.parametrize("name", HOLDERS)
def test_each_container_has_a_volume_with_its_own_and_no_others(name: str) -> None:
    mounted = [each.split(":") for each in CONTAINERS[name]["volumes"] if each.startswith("secrets")]

    assert mounted == [[f"secrets-{name}", "/run/secrets", "ro"]]
    assert f"secrets-{name}:/secrets/{name}" in CONTAINERS["secrets"]["volumes"]
    assert CONTAINERS[name]["depends_on"]["secrets"] == {"condition": "service_completed_successfully"}
    assert not [word for word in CONTAINERS[name]["environment"] if word.endswith("_PASSWORD")
                and word != "QINGCHENG_ADMIN_PASSWORD"]  # fmt: skip


def test_one_container_makes_them_and_goes() -> None:
    one = CONTAINERS["secrets"]

    assert (one["restart"], one["network_mode"]) == ("no", "none")
    wanted = {
        f"{name.upper()}_PASSWORD" for name in (*SERVICES, "subscriber", "operator", "accounts", "postgres")
    }
    assert wanted == {name for name in one["environment"] if name.endswith("_PASSWORD")}
    others = [name for name in CONTAINERS if name not in ("secrets", *HOLDERS)]
    assert not [name for name in others if "secrets" in str(CONTAINERS[name].get("volumes"))]


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    for name in HOLDERS:
        (tmp_path / name).mkdir()
    return tmp_path


def make(secrets: Path, *words: str, **passwords: str) -> subprocess.CompletedProcess[str]:
    given = {"PATH": os.environ["PATH"], "SERVICES": "|".join(SERVICES), "SECRETS_DIR": str(secrets)}
    return subprocess.run(
        [ROOT / "deploy/secrets.sh", *words],
        env=given | passwords,
        capture_output=True,
        text=True,
        timeout=30,
    )


def kept(secrets: Path) -> dict[str, str]:
    return {file.name: file.read_text() for file in (secrets / "kept").iterdir()}


def test_the_first_start_makes_a_password_for_each_and_the_second_keeps_it(secrets: Path) -> None:
    first = make(secrets)
    made = kept(secrets)
    again = make(secrets)

    assert (first.returncode, again.returncode, again.stdout) == (0, 0, "")
    assert set(made) == {*SERVICES, "subscriber", "operator", "postgres"}, "and nobody who may make users"
    assert len(set(made.values())) == len(made)
    assert all(re.fullmatch("[0-9a-f]{48}", password) for password in made.values())
    assert not [password for password in made.values() if password in first.stdout + first.stderr]
    assert kept(secrets) == made
    assert {stat.S_IMODE(file.stat().st_mode) for file in (secrets / "kept").iterdir()} == {0o600}


def test_nobody_has_another_ones(secrets: Path) -> None:
    make(secrets)
    made = kept(secrets)

    for name in SERVICES:
        found = {file.name: file.read_text().strip() for file in (secrets / name).iterdir()}
        assert found == {
            "qingcheng_redis_url": f"redis://{name}:{made[name]}@redis:6379/0",
            "qingcheng_database_url": f"postgresql://{name}:{made[name]}@postgres/{name}",
        }
    for holder, names in (
        ("redis", (*SERVICES, "subscriber", "operator")),
        ("postgres", (*SERVICES, "postgres")),
    ):
        found = {file.name: file.read_text() for file in (secrets / holder).iterdir()}
        assert found == {f"{name.upper()}_PASSWORD": made[name] for name in names}


def test_one_of_your_own_goes_before_and_stays(secrets: Path) -> None:
    make(secrets)
    make(secrets, INTAKE_PASSWORD="of-our-own", ACCOUNTS_PASSWORD="may-make-users")
    assert (kept(secrets)["intake"], kept(secrets)["accounts"]) == ("of-our-own", "may-make-users")
    assert (secrets / "redis/ACCOUNTS_PASSWORD").read_text() == "may-make-users"

    make(secrets)
    assert kept(secrets)["intake"] == "of-our-own"
    assert "of-our-own" in (secrets / "intake/qingcheng_redis_url").read_text()
    assert not (secrets / "redis/ACCOUNTS_PASSWORD").exists(), (
        "who may make users is there only while asked for"
    )


def test_a_password_that_fits_in_no_address_is_refused_in_words(secrets: Path) -> None:
    answer = make(secrets, NOTIFY_PASSWORD="p@ss word")

    assert answer.returncode == 1
    assert "NOTIFY_PASSWORD" in answer.stderr and "p@ss" not in answer.stderr


def test_one_that_everybody_knows_is_named_and_still_works(secrets: Path) -> None:
    answer = make(secrets, INTAKE_PASSWORD="development-intake")

    assert (answer.returncode, kept(secrets)["intake"]) == (0, "development-intake")
    assert "intake" in answer.stderr and "take it out of .env" in answer.stderr


def test_it_shows_the_one_that_is_asked_for(secrets: Path) -> None:
    make(secrets)

    assert make(secrets, "subscriber").stdout == kept(secrets)["subscriber"]
    assert (make(secrets, "nobody").returncode, make(secrets, "nobody").stdout) == (1, "")


# ---- the gateway -------------------------------------------------------------------------------------------


def test_one_setting_is_https() -> None:
    gateway, told = CONTAINERS["gateway"], COMPOSE["x-environment"]["QINGCHENG_PUBLIC_URL"]

    assert gateway["extends"] == {"file": "deploy/http${QINGCHENG_SITE:+s}.yml", "service": "gateway"}
    assert "ports" not in gateway
    for file, ports in (("http", ["${QINGCHENG_PORT:-8000}:8000"]), ("https", ["80:80", "443:443"])):
        part = yaml.safe_load((ROOT / f"deploy/{file}.yml").read_text("utf-8"))["services"]
        assert set(part) == {"gateway"} and part["gateway"]["ports"] == ports
    assert told.startswith("${QINGCHENG_PUBLIC_URL:-${QINGCHENG_SITE:+https://}${QINGCHENG_SITE:-")


def test_the_gateway_is_patient_with_nobody_for_ever() -> None:
    caddy = (ROOT / "deploy/gateway/Caddyfile").read_text("utf-8")

    for limit in ("read_header 10s", "read_body 5m", "idle 2m", "max_header_size 32KB", "max_size 100MB"):
        assert limit in caddy
    assert not re.search(r"\bwrite ", caddy), "an event stream lasts"


# ---- the gateway -------------------------------------------------------------------------------------------


def test_whose_certificate_it_is_is_one_setting() -> None:
    caddy = (ROOT / "deploy/gateway/Caddyfile").read_text("utf-8")

    assert "import tls_{$QINGCHENG_TLS:acme}" in caddy
    assert set(re.findall(r"^\(tls_(\w+)\)", caddy, re.MULTILINE)) == {"acme", "own", "internal"}
    assert CONTAINERS["gateway"]["environment"]["QINGCHENG_TLS"] == "${QINGCHENG_TLS:-acme}"
    beside = yaml.safe_load((ROOT / "deploy/https.yml").read_text("utf-8"))["services"]["gateway"]
    (folder,) = re.findall(r"tls (/\w+)/cert.pem /certificate/key.pem", caddy)
    assert [each.rsplit(":", 2)[1] for each in beside["volumes"]] == [folder]


def test_who_has_to_wait_is_told_so_in_both_languages() -> None:
    folder = ROOT / "deploy/gateway"
    told = json.loads((folder / "wait.json").read_text("utf-8"))
    page = (folder / "wait.html").read_text("utf-8")

    assert told["status"] == 503 and told["code"] == "SERVICE_AWAY"
    for text in (told["title"], told["detail"], page):
        assert re.search("[一-鿿]", text) and re.search("[a-z]{4}", text)
    assert "://" not in page, "it loads nothing"
