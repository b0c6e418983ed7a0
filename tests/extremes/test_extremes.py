"""Whatever is sent through whatever door: an answer, never an error of our own, and the house goes on."""

import logging
from urllib.parse import quote, urlencode

import pytest

from tests.extremes import values
from tests.extremes.asking import Asking
from tests.extremes.conftest import GOOD, NOT_NOW, Town
from tests.extremes.doors import HERE, Door, Sheet, forms_on
from tests.intake.conftest import a_dog
from tests.system import SERVICES, until

JSON, PAGE = {"Content-Type": "application/json"}, {"Accept": "text/html"}
SITE = {"Sec-Fetch-Site": "same-origin"}
FORM = {"Content-Type": "application/x-www-form-urlencoded", **SITE, **PAGE}
ODD_FORM = FORM | {"Content-Type": "multipart/form-data; boundary=b; charset=unicode_escape"}
PLACES = [
    "a\0b",
    "\x1b",
    "犬" * 300,
    "x" * 10_000,
    "../..",
    "'",
    "-1",
    str(2**63),
    "0001-01-01",
    " ",
    "\u202e",
    "%",
]
TEXTS = [text for text in values.TEXTS if text.isprintable() or "\0" in text]  # an address has no surrogates
ASKED = [*TEXTS, *values.DAYS[:15], *values.TIMES[:17], "x" * 63_000]
TYPED = [*TEXTS, *values.TIMES[:4], *values.DAYS[:6], *(time[:16] for time in values.TIMES[::20])]


def test_every_door_answers_whatever_it_is_sent(
    town: Town, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """On PostgreSQL with the few that the two kinds of store take differently."""
    few, seen, doors = kind == "postgresql", set[str](), 0
    callers = {name: (town.asking(name), town.asking(name, logged_in=False)) for name in SERVICES}
    for service, (staff, stranger) in callers.items():
        there = town.doors(service)
        for door in there:
            _through_fields(town, staff, door, seen, few)
            _through_address(town, staff, door, few)
            _as_a_stranger(town, stranger, door)
        _through_headers(town, staff, there)
        doors += len(there) + _through_forms(town, staff, there, few)
        _ordinary(town)

    everybody = [one for pair in callers.values() for one in pair]
    slowest = max(one.slowest for one in everybody)
    print(f"\n  {kind}: {doors} doors and forms, {sum(one.asked for one in everybody)} requests; ", end="")
    print(f"the slowest took {slowest[0]:.2f} s: {slowest[1][:80]!r}")
    faults = [fault for one in everybody for fault in one.faults]
    assert not faults, f"{len(faults)} faults\n" + "\n".join(faults[:60])
    assert not [one.getMessage() for one in caplog.records if one.levelno >= logging.ERROR]


def _ordinary(town: Town) -> None:
    """What the house does every day; a writer that has died answers none of it."""
    intake, registry, adoption, notify = (town.clients[name].signed_in(town.token) for name in SERVICES)
    jab = {
        "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "1", "vet_licence": "A012026001",
        "given_at": "2026-07-14T10:30:00+08:00", "valid_until": "2027-07-13",
    }  # fmt: skip
    wish = {"channel": "webhook", "address": "https://example.cn/hooks", "types": ["DogAdopted"]}
    owner = {"name": "乌兰", "phone": "13812345678"}

    dog = intake.post("/intake/v1/dogs", a_dog())
    assert dog.status == 201
    dog_id = dog.json()["dog_id"]
    assert intake.post("/intake/v1/session", {"username": "admin", "password": GOOD}).status == 200
    until(lambda: registry.post(f"/registry/v1/dogs/{dog_id}/vaccinations", jab).status == 201)
    until(lambda: adoption.post(f"/adoption/v1/dogs/{dog_id}/reclaims", owner).status == 201)
    assert notify.post("/notify/v1/subscriptions", wish).status == 201


def _through_fields(town: Town, staff: Asking, door: Door, seen: set[str], few: bool) -> None:
    """Every field of its body by itself. What several doors share is tried with the whole table once."""
    for one in door.fields:
        table = values.literals(one.kind, one.longest, staff.turn(one.kind))
        if few or one.schema in seen:
            table = values.FEW[: 3 if few else 6]
        seen.add(one.schema)
        for literal in table:
            staff.ask(door.method, town.address(door), one.body.replace(f'"{HERE}"', literal), JSON)
    if door.is_json:
        for body in values.some(values.BODIES, staff.turn("body"), 0, 4):
            staff.ask(door.method, town.address(door), body, JSON)


def _through_address(town: Town, staff: Asking, door: Door, few: bool) -> None:
    """Each part of its path and each of its query by itself."""
    kind = JSON if door.is_json else PAGE
    for name in door.places:
        for text in values.some(PLACES, staff.turn("place"), 1, 9 if few else 3):
            staff.ask(door.method, town.address(door, **{name: text}), _empty(door), kind)
    for name in door.queries:
        for text in values.some(ASKED, staff.turn("query"), 3, 15 if few else 5):
            asked = f"{town.address(door)}?{quote(name)}={quote(text, safe='')}"
            staff.ask(door.method, asked, _empty(door), kind)


def _empty(door: Door) -> bytes | None:
    return None if door.method == "GET" else b"{}" if door.is_json else b""


def _as_a_stranger(town: Town, stranger: Asking, door: Door) -> None:
    stranger.ask(door.method, town.address(door), _empty(door), JSON if door.is_json else PAGE)
    for one in door.fields[:1]:
        for literal in values.FEW[:2]:
            stranger.ask(door.method, town.address(door), one.body.replace(f'"{HERE}"', literal), JSON)


def _through_headers(town: Town, staff: Asking, doors: list[Door]) -> None:
    """Odd headers at the first door of each kind."""
    firsts = {(door.method, door.is_json, bool(door.queries)): door for door in reversed(doors)}
    for door in firsts.values():
        body = door.fields[0].body.encode() if door.fields else _empty(door)
        for odd in values.HEADERS:
            staff.ask(door.method, town.address(door), body, (JSON if door.is_json else FORM) | odd)


def _through_forms(town: Town, staff: Asking, doors: list[Door], few: bool) -> int:
    """Every field of every form on every page; and nonsense at every door that takes a form."""
    pages = [door for door in doors if "/v1/" not in door.path]
    found: dict[tuple[str, ...], Sheet] = {}
    for page in (door for door in pages if door.method == "GET"):
        path = town.address(page)
        for form in forms_on(staff.ask("GET", path, None, PAGE), path):
            if not form.action.partition("?")[0].endswith(NOT_NOW):
                found.setdefault((page.path, form.fields.get("act", ""), *sorted(form.fields)), form)
    for form in found.values():
        _through_form(staff, form, few)
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n\\ud800\r\n'
    odd = (
        "".join(part.format(name) for name in ("act", "of", "key", "note", "username", "next")) + "--b--\r\n"
    )
    for door in (door for door in pages if door.method == "POST"):
        for body in ("act=ask&of=%00&at=0001-01-01T00%3A00", "=&&%ED%A0%80=%ED%A0%80&a", "x=" + "9" * 90_000):
            staff.ask("POST", town.address(door), body, FORM)
        staff.ask("POST", town.address(door), f"{odd}--b--\r\n", ODD_FORM)
    return len(found)


def _through_form(staff: Asking, form: Sheet, few: bool) -> None:
    for name in form.fields.keys() - {"act"}:
        for text in values.some(TYPED, staff.turn("form"), 2, 40 if few else 12):
            sent = form.fields | {"key": f"{staff.asked}"} | {name: text}
            staff.ask("POST", form.action, urlencode(sent), FORM)
