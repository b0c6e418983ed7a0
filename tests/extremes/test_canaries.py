"""Nothing of a person gets out: a canary in every field of every door, form and file, and a look everywhere.

What a field is for decides where its canary may be found: `MAY_STAND` says so of every column and event, with
the reason. Whatever is new is found by itself, and fails here until somebody has said why it may.
"""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import redis
import sqlalchemy as sa

from shared import clock
from shared.events import BY_TYPE
from shared.ids import uuid7
from tests.extremes.canaries import (
    KINDS,
    Found,
    Planted,
    canary,
    columns,
    event,
    in_text,
    raw,
    together,
)
from tests.extremes.conftest import Town
from tests.extremes.doors import HERE, Door, forms_on
from tests.extremes.may_stand import MAY_STAND
from tests.intake.conftest import a_dog
from tests.notify.conftest import MailServer, Receiver, mail, receiver
from tests.servers import Answer
from tests.system import SERVICES, until

__all__ = ["mail", "receiver"]
PAGE = {"Accept": "text/html"}
FORM = PAGE | {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
DAY = timedelta(days=1)
CITIZENS = ("/reclaims", "/applications", "/visits")
TOLD = sorted(
    one.__name__ for one in BY_TYPE.values() if one.audience != "restricted" and one.publisher != "notify"
)
FEED = "/notify/v1/events?limit=500"


class Gardener:
    """Plants in every field, and keeps what was answered."""

    def __init__(self, town: Town) -> None:
        self.town, self.planted = town, Planted()
        self.staff = {name: client.signed_in(town.token) for name, client in town.clients.items()}
        self.taken: set[str] = set()  # doors and fields that took one

    def dog(self, **changed: Any) -> dict[str, Any]:
        """One that a family can have at once: found long ago, vaccinated."""
        found = (clock.now().replace(microsecond=0) - 40 * DAY).isoformat()
        dog: dict[str, Any] = self.staff["intake"].post("/intake/v1/dogs", a_dog(found_time=found)).json()
        jab = {
            "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "1",
            "vet_licence": "A012026001", "given_at": clock.text(clock.now() - DAY),
            "valid_until": str((clock.now() + 300 * DAY).date()),
        }  # fmt: skip
        door = f"/registry/v1/dogs/{dog['dog_id']}/vaccinations"
        until(lambda: self.staff["registry"].post(door, jab).status == 201)
        known = f"/adoption/v1/dogs/{dog['dog_id']}"
        until(lambda: self.staff["adoption"].get(known).json().get("listed_at"))
        return dog

    def through_doors(self, service: str) -> None:
        for door in self.town.doors(service):
            if door.path.endswith(CITIZENS) and "{dog_id}" in door.path:
                self.town.known["dog_id"] = self.dog()["dog_id"]
            for one in door.fields:
                if one.kind == "string":
                    self.in_field(door, one.name, one.body)
            for name in (*door.queries, *(place for place in door.places if door.method == "GET")):
                self.in_address(door, name)

    def in_field(self, door: Door, name: str, body: str) -> None:
        number = self.planted.number(where := f"{door.method} {door.path} {name}")
        for text in (together(number), *(canary(kind, number) for kind in KINDS)):
            sent = body.replace(f'"{HERE}"', json.dumps(text))
            answer = self.staff[door.path.split("/")[1]].ask(
                door.method, self.town.address(door), sent, {"Content-Type": "application/json"}
            )
            self.heard(where, answer)
            if answer.status != 422:
                return

    def in_address(self, door: Door, name: str) -> None:
        service, where = door.path.split("/")[1], f"{door.method} {door.path} ?{name}"
        if service not in self.staff or "stream" in door.path:
            return
        number = self.planted.number(where)
        text = together(number)
        path = self.town.address(door, **({name: text} if name in door.places else {}))
        asked = path if name in door.places else f"{path}?{quote(name)}={quote(text)}"
        body = None if door.method == "GET" else b"{}"
        if "/v1/" in path:
            sent = {"Content-Type": "application/json"}
            self.heard(where, self.staff[service].ask(door.method, asked, body, sent))

    def through_forms(self, service: str) -> None:
        seen: set[tuple[str, ...]] = set()
        pages = [one for one in self.town.doors(service) if "/v1/" not in one.path and one.method == "GET"]
        for page in pages:
            path = self.town.address(page)
            client = self.staff["registry" if service == "registry" else service]
            if page.path.endswith((".js", ".svg", ".pdf", ".png", ".csv")) or "/tags/sheets" in page.path:
                continue
            for form in forms_on(client.ask("GET", path, None, PAGE).text, path):
                what = (page.path, form.fields.get("act", ""), *sorted(form.fields))
                if what in seen or form.action.partition("?")[0].endswith(("/logout", "/again", "/replay")):
                    continue
                seen.add(what)
                for name in form.fields.keys() - {"act", "key", "of", "back", "next"}:
                    number = self.planted.number(where := f"form {page.path} {name}")
                    for text in (together(number), *(canary(kind, number) for kind in KINDS)):
                        sent = form.fields | {"key": uuid7(), name: text}
                        answer = client.ask("POST", form.action, urlencode(sent), FORM)
                        self.heard(where, answer, page=True)
                        if answer.status != 422:
                            break

    def through_files(self) -> None:
        """Columns that are ours, those of others, and one that nobody knows."""
        header = "external_ref,found_text,division,found_time,colour,breed,sex,size,name,owner,remark"
        asm = "id,movementdate,returndate,movementtype,istrial,returnedreason,entryreason,speciesname,owner"
        for service, head in (("intake", header), ("adoption", asm)):
            rows = []
            for column in head.split(","):
                number = self.planted.number(where := f"file {service} {column}")
                for kind in KINDS:
                    row = dict.fromkeys(head.split(","), "") | {
                        "external_ref": f"x{number}{kind}", "found_text": "大学西路", "division": "150105",
                        "found_time": "2026-07-13T23:41:00+08:00", "colour": "YW", "breed": "RURAL",
                        "sex": "male", "size": "M", "id": f"{number}", "movementdate": "2017-05-01 00:00:00",
                        "movementtype": "Adoption", "istrial": "0", "speciesname": "Dog",
                    }  # fmt: skip
                    row[column] = canary(kind, number)
                    rows.append(",".join(row[name] for name in head.split(",")))
            file = "\n".join((head, *rows, ""))
            answer = self.staff[service].post(f"/{service}/v1/imports", file, Content_Type="text/csv")
            self.heard(where, answer)
            assert answer.status == 202, answer.text
            door = f"/{service}/v1/imports/{answer.json()['import_id']}"
            until(lambda: self.staff[service].get(door).json()["status"] == "finished", seconds=120)  # noqa: B023
            self.planted.see("reasons of refused rows", self.staff[service].get(door).text)

    def heard(self, where: str, answer: Answer, page: bool = False) -> None:
        if 200 <= answer.status < 400:
            self.taken.add(where)
            if not page:
                self._harvest(answer)
        elif not page:  # a page shows to whoever filled it in what they have typed
            self.planted.see(f"error {answer.status} of {where}", answer.text)

    def _harvest(self, answer: Answer) -> None:
        """Ids that were made, for the doors behind them."""
        if "json" in answer.headers.get("content-type", "") and isinstance(told := answer.json(), dict):
            for name, value in told.items():
                if isinstance(value, str) and name.endswith("_id") and name not in ("dog_id", "stay_id"):
                    self.town.known[name] = value


@pytest.fixture
def with_mail(mail: MailServer, monkeypatch: pytest.MonkeyPatch) -> MailServer:
    monkeypatch.setenv("QINGCHENG_SMTP_URL", mail.url)
    return mail


def test_a_canary_is_found_only_where_it_may_be(
    with_mail: MailServer, receiver: Receiver, town: Town, kind: str, redis_url: str,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    """On PostgreSQL through the doors of citizens and the files: its columns are what the other has too."""
    garden = Gardener(town)
    planted = garden.planted
    for channel, address in (("webhook", receiver.url), ("email", "canary@example.cn")):
        wish = {"channel": channel, "address": address, "types": TOLD}
        made = garden.staff["notify"].post("/notify/v1/subscriptions", wish)
        assert made.status == 201, made.text

    all_of_them = kind == "sqlite"
    for service in ("adoption", "intake", "registry", "notify") if all_of_them else ("adoption",):
        garden.through_doors(service)
        if all_of_them:
            garden.through_forms(service)
    garden.through_files()
    until(lambda: _all_heard(town))

    look_outside(town, planted, receiver, with_mail)
    with redis.Redis.from_url(redis_url) as streams:
        look_into_redis(streams, planted)
    for service in SERVICES:
        url = town.apps[service].state.service.store.url
        for place, text in columns(url):
            planted.see(place if place.startswith("event ") else f"{service}.{place}", text)
    for record in caplog.records:
        planted.see(f"log of {record.name}", record.getMessage() + str(record.exc_info or ""))

    print(f"\n  {len(planted.where)} fields, {len(garden.taken)} of them took a canary")
    assert len(garden.taken) > (100 if all_of_them else 10)
    assert not (found := astray(planted)), "\n".join(found)
    for service in SERVICES:
        url, kept = town.apps[service].state.service.store.url, set[Found]()
        for place, found_there in planted.seen.items():
            if place.startswith(("event ", f"{service}.")):
                kept |= found_there
        file = Path(sa.make_url(url).database or "")  # none, where it is a server's
        left = {one for one in in_text(raw(file.parent.glob(f"{file.name}*"))) if one[0] != "id"} - kept
        assert {planted.origin(*one) for one in left} == set(), f"{service}: in the file, and in no column"


def astray(planted: Planted) -> list[str]:
    """Canaries where nothing says that they may be."""
    found = []
    for place, seen in planted.seen.items():
        may = _may_stand(place)
        if flown := {one for one in seen if one[0] not in may}:
            found.append(f"{place}: {sorted({f'{k} of {planted.origin(k, n)}' for k, n in flown})[:6]}")
    return sorted(found)


def _may_stand(place: str) -> str:
    told = re.sub(r"^(event|public feed|staff feed|webhook) ", "", place)
    for places, kinds, _ in MAY_STAND:
        if {place, told, place.partition(" ")[0]} & set(places.split(", ")):
            return kinds
    return ""


def _all_heard(town: Town) -> bool:
    return all(
        '"reasons":[]' in town.clients[name].signed_in(town.token).get(f"/{name}/health/ready").text
        for name in SERVICES
    )


def look_outside(town: Town, planted: Planted, receiver: Receiver, mail: MailServer) -> None:
    """What strangers and subscribers get."""
    for service in SERVICES:
        admin = town.clients[service].signed_in(town.token)
        planted.see("metrics", (figures := admin.get(f"/{service}/metrics")).text)
        planted.see("readiness", admin.get(f"/{service}/health/ready").text)
        assert figures.status == 200
    look_at_pages(town, planted)
    for who, client in (
        ("public", town.clients["notify"]),
        ("staff", town.clients["notify"].signed_in(town.token)),
    ):
        after = ""
        while told := (page := client.get(f"{FEED}&after={after}").json())["events"]:
            after = page["next"]
            for one in told:
                for name, fact in one["data"].items():
                    planted.see(f"{who} feed {one['type'].removeprefix('cn.qingcheng.')} {name}", str(fact))
    for one in receiver.received:
        body = json.loads(one.body)
        for name, fact in body["data"].items():
            planted.see(f"webhook {body['type'].removeprefix('cn.qingcheng.')} {name}", str(fact))
    for letter in mail.box.letters:
        parts = [part.get_content() for part in letter.walk() if part.get_content_maintype() == "text"]
        planted.see("mail", f"{letter['subject']} {parts}")


def look_at_pages(town: Town, planted: Planted) -> None:
    """Every page and public answer, of the dog that all know, as somebody without an account sees it."""
    seen = 0
    for service in SERVICES:
        for door in town.doors(service):
            if door.method != "GET" or "stream" in door.path or door.path.endswith((".png", ".pdf")):
                continue
            answer = town.clients[service].ask("GET", town.address(door), None, PAGE)
            seen += answer.status == 200
            planted.see("public page", answer.text)
    assert seen > 20, "nobody is let in"


def look_into_redis(streams: Any, planted: Planted) -> None:
    for key in streams.scan_iter():
        if streams.type(key) != b"stream":
            planted.see(f"redis {key.decode()}", str(streams.dump(key)))
            continue
        for _, fields in streams.xrange(key):
            plain = {name.decode(): value.decode("utf-8", "replace") for name, value in fields.items()}
            for place, text in event(plain.get("type", "unknown"), plain.pop("data", "{}")):
                planted.see(place, text)
            planted.see(f"redis {key.decode()}", json.dumps(plain, ensure_ascii=False))
