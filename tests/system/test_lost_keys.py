"""Keys that are lost, in all services together: who goes on, who says so, and how it is mended."""

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.doctor import examine
from shared.app import load
from shared.sealed import UNREADABLE
from shared.serve import Front
from shared.settings import Settings
from tests.intake.conftest import a_dog
from tests.servers import Client, serving
from tests.system import PASSWORD, SERVICES, until

OWNER = {"name": "巴特尔", "phone": "13987654321", "proof": "叫黑豹，左耳有缺口"}
HOOK = {"channel": "webhook", "address": "https://example.cn/hook", "types": ["DogAdopted"]}
SEALING = ("intake", "adoption", "notify")


class Town:
    """The four services, which can be stopped and started again on what they keep."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.keys = settings, settings.key_folder

    @contextlib.contextmanager
    def open(self) -> Iterator[Client]:
        apps = {name: load(name, self.settings) for name in SERVICES}
        with serving(Front(apps, "registry", _nothing, lambda: None)) as client:
            yield client

    def accept(self, key: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "services", "keys", "accept", key, "--why", "磁盘损坏，没有备份"]
        return subprocess.run(
            [*command, "--data", str(self.settings.data)], capture_output=True, text=True, timeout=60
        )


async def _nothing() -> None:
    """Nobody needs to be watched here."""


@pytest.fixture
def town(tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> Town:
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", PASSWORD)
    monkeypatch.setenv("QINGCHENG_WEBHOOK_ALLOW_PRIVATE", "yes")  # nothing is asked of any name server
    return Town(Settings(data=tmp_path, redis_url=redis_url))


def token_of(client: Client) -> str:
    answer = client.post("/intake/v1/session", {"username": "admin", "password": PASSWORD})
    assert answer.status == 200, answer.text
    return str(answer.json()["access_token"])


def signed_in(client: Client) -> Client:
    return client.signed_in(token_of(client))


def says(client: Client, name: str) -> set[str]:
    return {reason["code"] for reason in client.get(f"/{name}/health/ready").json()["reasons"]}


def what_is_wrong(client: Client) -> list[str]:
    return [f"{one.what} {one.do}" for one in examine(SERVICES, client.url, None) if not one.well]


def until_all_is_well(client: Client) -> None:
    until(lambda: not what_is_wrong(client), lambda: str(what_is_wrong(client)))


@pytest.fixture
def dog(town: Town) -> str:
    """With a victim, somebody who claims it, and somebody who wants to know: then all is stopped."""
    with town.open() as client:
        until_all_is_well(client)
        admin = signed_in(client)
        dog = str(admin.post("/intake/v1/dogs", a_dog()).json()["dog_id"])
        witness = {"kind": "WITNESS", "name": "其其格", "phone": "13812345678"}
        assert admin.post(f"/intake/v1/dogs/{dog}/sheet/victims", witness).status == 201
        until(lambda: admin.post(f"/adoption/v1/dogs/{dog}/reclaims", OWNER).status == 201)
        assert admin.post("/notify/v1/subscriptions", HOOK).status == 201
    return dog


def claims(admin: Client) -> list[Any]:
    return list(admin.get("/adoption/v1/reclaims").json()["reclaims"])


def test_with_the_keys_of_personal_data_lost_all_else_goes_on_and_says_so(town: Town, dog: str) -> None:
    kept = {name: (town.keys / f"personal-{name}.key").rename(town.keys / f"kept-{name}") for name in SEALING}
    with town.open() as client:
        until(lambda: all(says(client, name) == {"key_missing"} for name in SEALING))
        admin = signed_in(client)
        assert says(client, "registry") == set()
        assert not list(town.keys.glob("personal-*")), "no key was made in their place"

        [claim] = claims(admin)
        assert (claim["name"], claim["phone"]) == (UNREADABLE, "—")
        assert UNREADABLE in admin.get("/adoption/desk", Accept="text/html").text
        look = admin.post(f"/adoption/v1/people/{claim['person']}/looks", {"purpose": "CONTACT"})
        [victim] = admin.get(f"/intake/v1/dogs/{dog}/sheet").json()["victims"]
        her = admin.post(f"/intake/v1/victims/{victim}/looks", {"purpose": "CONTACT"})
        refused = [
            look, her, client.post(f"/adoption/v1/dogs/{dog}/reclaims", OWNER),
            admin.post("/notify/v1/subscriptions", HOOK),
        ]  # fmt: skip
        assert [(answer.status, answer.json()["type"]) for answer in refused] == [
            (503, "/problems/KeyMissing")
        ] * 4
        assert admin.get("/adoption/v1/looks").json()["looks"] == [], "nobody has seen anything"
        for path in (
            "/intake/v1/dogs",
            "/notify/v1/subscriptions",
            "/notify/v1/messages",
            "/adoption/v1/dogs",
        ):
            assert admin.get(path).status == 200
        assert admin.post("/intake/v1/dogs", a_dog()).status == 201

        wrong = what_is_wrong(client)
        assert len(wrong) == 3
        assert all("personal-" in line and "from the backup" in line for line in wrong)

        for name, file in kept.items():
            file.rename(town.keys / f"personal-{name}.key")
        until_all_is_well(client)
        assert claims(admin)[0]["name"] == "巴**"


def test_who_has_no_backup_begins_anew_and_what_was_sealed_is_shown_as_such(town: Town, dog: str) -> None:
    (town.keys / "personal-adoption.key").unlink()
    with town.open() as client:
        until(lambda: says(client, "adoption") == {"key_missing"})
        admin = signed_in(client)
        accepted = town.accept("personal-adoption")
        assert accepted.returncode == 0, accepted.stderr
        until_all_is_well(client)

        second = str(admin.post("/intake/v1/dogs", a_dog()).json()["dog_id"])
        until(lambda: admin.post(f"/adoption/v1/dogs/{second}/reclaims", OWNER).status == 201)
        by_dog = {claim["dog_id"]: claim for claim in claims(admin)}
        assert [by_dog[each]["name"] for each in (dog, second)] == [UNREADABLE, "巴**"]
        person = by_dog[dog]["person"]
        look = admin.post(f"/adoption/v1/people/{person}/looks", {"purpose": "CONTACT"})
        assert (look.status, look.json()["type"]) == (409, "/problems/Unreadable")
        [record] = admin.get("/adoption/v1/interventions").json()["interventions"]
        assert (record["act"], record["why"]) == ("accept key", "磁盘损坏，没有备份")


def test_a_key_of_somebody_elses_is_not_used(town: Town, dog: str) -> None:
    for name in SEALING:
        (town.keys / f"personal-{name}.key").write_bytes(b"x" * 32)
    with town.open() as client:
        until(lambda: all(says(client, name) == {"key_foreign"} for name in SEALING))
        assert claims(signed_in(client))[0]["name"] == UNREADABLE


def test_with_the_token_key_lost_all_log_in_again_and_are_let_in(town: Town, dog: str) -> None:
    with town.open() as client:
        before = token_of(client)
    (town.keys / "token.key").unlink()
    with town.open() as client:
        until(lambda: all(says(client, name) == set() for name in SERVICES))
        out, after = client.signed_in(before), signed_in(client)
        for path in ("/intake/v1/dogs", "/adoption/v1/reclaims", "/notify/v1/messages", "/registry/v1/dogs"):
            assert (out.get(path).status, after.get(path).status) == (401, 200), path
        [wrong] = what_is_wrong(client)
        assert "token.key was lost or replaced" in wrong
        assert town.accept("token").returncode == 0
        until_all_is_well(client)


def test_the_services_follow_a_public_key_that_changes_while_they_run(town: Town, dog: str) -> None:
    with town.open() as client:
        assert signed_in(client).get("/registry/v1/dogs").status == 200
        (town.keys / "token.key").unlink()
        assert town.accept("token").returncode == 0
        until(lambda: says(client, "intake") == set())
        assert signed_in(client).get("/registry/v1/dogs").status == 200


def test_what_is_not_there_to_accept_is_said_in_one_line(town: Town, dog: str) -> None:
    unknown, known = town.accept("personal-registry"), town.accept("token")

    assert (
        "there are: token、codes、personal-intake、reference-intake、personal-adoption、personal-notify"
        in unknown.stderr
    )
    assert "nothing to accept" in known.stderr
    assert unknown.returncode == known.returncode == 1
