"""From the street nobody learns how the house does, and nothing that it shows leads elsewhere."""

import ast
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared import auth, street
from shared.app import compose
from shared.nouns import Noun
from shared.serve import Front
from shared.settings import Settings
from tests.servers import Answer, Client, serving

ROOT = Path(__file__).parents[2]
A_STRANGER = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
A_PAGE = {"Accept": "text/html"}
TOKEN = "a-token-for-figures"


async def _nothing() -> None:
    """Nobody needs to be watched here."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("street")
    auth.make_keys(folder / "keys")
    return folder


@pytest.fixture(scope="module")
def house(folder: Path, redis_server: Any) -> Iterator[Client]:
    """Two services behind one address, as `qingcheng up` has them."""
    settings = Settings(
        data=folder, redis_url=redis_server.url, public_url="http://dogs.example.cn",
        hosts="gou.example.cn", metrics_token=TOKEN,
    )  # fmt: skip
    apps = {name: compose(name, settings, [Noun()], title=name) for name in ("registry", "intake")}
    with serving(Front(apps, "registry", _nothing, lambda: None)) as client:
        yield client


def asked(client: Client, path: str, **headers: str) -> Answer:
    return client.get(path, **headers)


# ---- figures and reasons --------------------------------------------------------------------------------


def test_a_stranger_finds_no_figures(house: Client) -> None:
    there = house.ask("GET", "/intake/metrics", headers=A_STRANGER)

    assert there.status == house.ask("GET", "/intake/nothing", headers=A_STRANGER).status == 404
    assert "qingcheng_" not in there.text
    assert "qingcheng_stream_entries" in house.get("/intake/metrics").text, "from inside they are there"


def test_a_stranger_is_told_whether_it_is_ready_and_not_why(house: Client) -> None:
    answer = house.ask("GET", "/intake/health/ready", headers=A_STRANGER)

    assert set(answer.json()) == {"ready"}
    assert {"reasons", "warnings"} <= set(house.get("/intake/health/ready").json())


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "X-Forwarded-Host"])
def test_whoever_was_passed_on_is_not_inside(house: Client, header: str) -> None:
    said = {"X-Forwarded-Host": "localhost"}.get(header, "127.0.0.1")

    assert house.ask("GET", "/intake/metrics", headers={header: said}).status == 404


@pytest.mark.parametrize(("role", "status"), [("admin", 200), ("officer", 404), ("auditor", 404)])
def test_an_admin_sees_them_from_anywhere(house: Client, folder: Path, role: str, status: int) -> None:
    key = (folder / "keys/token.key").read_bytes()
    admin = house.signed_in(auth.sign(key, f"one-{role}", [role], account=role))

    assert admin.ask("GET", "/intake/metrics", headers=A_STRANGER).status == status


@pytest.mark.parametrize(
    ("said", "status"),
    [(f"Bearer {TOKEN}", 200), ("Bearer wrong", 404), ("Bearer ", 404), ("Bearer \xff", 404)],
)
def test_so_does_whoever_has_the_token_for_it(house: Client, said: str, status: int) -> None:
    assert house.ask("GET", "/intake/metrics", headers=A_STRANGER | {"Authorization": said}).status == status


def test_without_a_token_an_empty_one_is_none(folder: Path, redis_url: str) -> None:
    settings = Settings(data=folder, redis_url=redis_url)
    with serving(compose("intake", settings, [Noun()], title="intake")) as client:
        for said in ("Bearer ", "Bearer", ""):
            answer = client.ask("GET", "/intake/metrics", headers=A_STRANGER | {"Authorization": said})
            assert answer.status == 404


def test_who_is_inside_is_a_setting(folder: Path, redis_url: str) -> None:
    settings = Settings(data=folder, redis_url=redis_url, inside="10.0.0.0/8")
    with serving(compose("intake", settings, [Noun()], title="intake")) as client:
        assert client.get("/intake/metrics").status == 404

    with pytest.raises(ValueError, match="inside"):
        Settings(inside="loopback")


# ---- names ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["evil.example", "evil.example:8000", "dogs.example.cn.evil.example", "dogs.example.cn@evil.example",
     "203.0.113.9", "8.8.8.8:80", "[2001:db8::1]", "localhost.evil.example", "a b", "intake.evil.example"],
)  # fmt: skip
def test_a_foreign_name_is_refused_in_words(house: Client, name: str) -> None:
    for header in ({"Host": name}, {"X-Forwarded-Host": name}):
        answer = house.ask("GET", "/intake/health/live", headers=header)
        assert answer.status == 421
        assert "QINGCHENG_PUBLIC_URL" in answer.json()["detail"]

    page = house.ask("GET", "/intake/health/live", headers={"Host": name, **A_PAGE})
    assert (page.status, "不是本站的网址" in page.text) == (421, True)
    assert "evil" not in page.text


@pytest.mark.parametrize(
    "name",
    ["dogs.example.cn", "DOGS.example.cn.", "dogs.example.cn:443", "gou.example.cn", "localhost:8000",
     "127.0.0.1", "[::1]:8000", "192.168.1.20:8000", "intake:8000", "dogs.localhost"],
)  # fmt: skip
def test_a_name_of_ours_is_none(house: Client, name: str) -> None:
    assert house.ask("GET", "/intake/health/live", headers={"Host": name}).status == 200


def test_an_address_that_was_called_is_ours_and_a_city_may_allow_any_name() -> None:
    assert street.is_ours("203.0.113.9:8000", {"localhost"}, here="203.0.113.9")
    assert street.is_ours("anything.at.all", street.names_of(Settings(hosts="a.cn *")))
    assert street.is_ours("xn--l5x.cn", street.names_of(Settings(public_url="https://狗.cn")))


# ---- paths ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["//evil.example/", "//evil.example/intake/login", "//evil.example/%00", "/%2Fevil.example/",
     "///evil.example", "/%5Cevil.example/", "//evil.example/health/live?lang=en", "//evil.example"],
)  # fmt: skip
def test_a_path_that_names_another_site_is_none_of_ours(house: Client, path: str) -> None:
    answer = house.ask("GET", path, headers=A_PAGE)

    assert answer.status in (404, 422)
    assert "location" not in answer.headers
    assert "evil" not in answer.text, "no link of the page leads there"


@pytest.mark.parametrize("asks", ["OPTIONS *", "GET evil.example", "GET http://evil.example/t"])
def test_what_has_no_path_is_answered_without_a_fault(house: Client, asks: str) -> None:
    with socket.create_connection(("127.0.0.1", house.port), timeout=20) as line:
        line.sendall(f"{asks} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        said = line.recv(1000).decode()

    assert said.split()[1].startswith("4")


@pytest.mark.parametrize(
    ("path", "ours"),
    [("/intake/?q=a&b=/c", True), ("/t/犬", True), ("//evil.example", False), ("/\\evil.example", False),
     ("/\t/evil.example", False), ("/a\\b", False), ("https://evil.example", False), ("intake", False),
     ("", False), ("/\n/evil.example", False), ("javascript:alert(1)", False)],
)  # fmt: skip
def test_only_a_page_of_ours_is_gone_on_to(path: str, ours: bool) -> None:
    assert street.is_page_of_ours(path) is ours


# ---- over HTTPS -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "secure"),
    [({"X-Forwarded-Proto": "https"}, True), ({"X-Forwarded-Proto": "http"}, False), ({}, False)],
)
def test_cookies_and_hsts_follow_from_how_somebody_came(
    house: Client, headers: dict[str, str], secure: bool
) -> None:
    answer = house.ask("GET", "/intake/?lang=en", headers={"Host": "dogs.example.cn", **A_PAGE, **headers})

    assert ("Secure" in answer.headers["set-cookie"]) is secure
    assert ("strict-transport-security" in answer.headers) is secure


def test_a_house_with_an_https_address_sets_no_other_cookie(
    folder: Path, redis_url: str, serve: Callable[[Any], Client]
) -> None:
    settings = Settings(data=folder, redis_url=redis_url, public_url="https://dogs.example.cn")
    client = serve(compose("intake", settings, [Noun()], title="intake"))
    answer = client.ask("GET", "/intake/?lang=en", headers={"Host": "dogs.example.cn", **A_PAGE})
    here = client.ask("GET", "/intake/?lang=en", headers=A_PAGE)

    assert "Secure" in answer.headers["set-cookie"] and "Secure" in here.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers
    assert "strict-transport-security" not in here.headers, "other programs answer at 127.0.0.1 too"


def test_every_cookie_asks_how_somebody_came() -> None:
    told = {
        f"{file.relative_to(ROOT)}:{call.lineno}": ast.unparse(call)
        for folder in ("shared", "services")
        for file in (ROOT / folder).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") == "set_cookie"
    }

    assert len(told) >= 2
    assert {where for where, call in told.items() if "secure=over_https()" not in call} == set()


def test_every_redirect_stays_in_the_house() -> None:
    """Whoever sends people on writes the address as it is, or has it from `is_page_of_ours`."""
    found = {
        str(file.relative_to(ROOT))
        for folder in ("shared", "services")
        for file in (ROOT / folder).rglob("*.py")
        if "RedirectResponse(" in file.read_text("utf-8")
    }

    assert found == {
        "shared/screens.py",  # `then`, written out with what it is told quoted; to_login, to a fixed page
        "services/registry/tags/pages.py",  # /t/ and a code that was read
        "services/adoption/my/pages.py",  # a fixed page and a secret that was read
        "services/intake/staff/pages_login.py",  # is_page_of_ours
    }
