"""The whole system as a process of its own, with a few dogs in it, and a browser to look at them."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import redis
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from shared.embedded import EmbeddedRedis
from shared.settings import Settings
from tests.intake.imports.test_routes import ADOPTED, CAT, HEADER
from tests.servers import Answer, Client, hire
from tests.system import PASSWORD, running_system, until

SCREENS = Path(__file__).parents[2] / "docs/screens" if os.environ.get("QINGCHENG_SCREENS") else None
FILE = Path(__file__).parents[3] / "shared/data/bloomington-2017.csv"
IMPORTS = "/intake/v1/imports"
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
CAMERA = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]  # Chromium's own test card
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")  # quickest first
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", *CAMERA]
DOGS: list[dict[str, Any]] = [
    {"name": "石头", "sex": "male", "breed": "MIX", "colour": "WG", "age_months": 48, "size": "L"},
    {"name": "奶糖", "sex": "female", "breed": "RURAL", "colour": "YW", "age_months": 12, "size": "M"},
    {"name": "四眼", "sex": "male", "breed": "RURAL", "colour": "BT", "age_months": 36, "size": "M"},
    {"name": "棉花", "sex": "female", "breed": "BICHON", "colour": "WH", "age_months": 60, "size": "S"},
    {"name": "巧克力", "sex": "female", "breed": "COCKER", "colour": "BR", "age_months": 24, "size": "M"},
    {"name": "花花", "sex": "male", "breed": "BEAGLE", "colour": "TRI", "age_months": 30, "size": "M"},
]
LOST_LAST_NIGHT = {
    "name": "豆包", "sex": "male", "breed": "RURAL", "colour": "YWW", "age_months": 24, "size": "M",
    "chip": "156000123456789",
}  # fmt: skip
MISSED = {"name": "黑豹", "sex": "male", "breed": "GSD", "colour": "BK", "age_months": 40, "size": "L"}
FAMILY = {"name": "乌兰", "phone": "13812345678", "note": "家里有院子，周日来看它。"}
EARLY = {"because": "两次复检合格，主人出差前来接。"}
OWNER = {"name": "王芳", "phone": "13912345678", "proof": "左耳有缺口，颈圈红色，叫黑豹会摇尾巴。"}


@dataclass
class Town:
    """Qingcheng as it runs: where it answers, and the dogs that were taken in."""

    client: Client
    dogs: dict[str, dict[str, Any]] = field(default_factory=dict)
    operation: str = ""
    looked_at: str = ""
    imported: str = ""
    reclaim: str = ""

    @property
    def url(self) -> str:
        return self.client.url

    def take_in(self, dog: dict[str, Any], days_ago: float, vaccinated: bool = True) -> dict[str, Any]:
        """Through the same doors that the desk and the vet use."""
        now = datetime.now(UTC)
        body = {
            "custody_basis": "STRAY",
            "found_at": {"text": "大学西路与昭乌达路路口东南侧", "division": "150105"},
            "found_time": (now - timedelta(days=days_ago)).isoformat(),
        }
        taken_in: dict[str, Any] = _expect(201, self.client.post("/intake/v1/dogs", body | dog)).json()
        self.dogs[dog.get("name", taken_in["stay_no"])] = taken_in
        if vaccinated:
            self._vaccinate(taken_in["dog_id"], now)
        return taken_in

    def people_ask(self) -> None:
        """A family for 棉花, and an owner for 黑豹; both wait for an answer at the desk."""
        wanted, lost = (f"/adoption/v1/dogs/{self.dogs[name]['dog_id']}" for name in ("棉花", "黑豹"))
        until(lambda: "棉花" in self.client.get("/adoption/").text)
        _expect(201, self.client.post(f"{wanted}/applications", FAMILY))
        self.reclaim = _expect(201, self.client.post(f"{lost}/reclaims", OWNER)).json()["reclaim_id"]
        _expect(201, self.client.post(f"/adoption/v1/reclaims/{self.reclaim}/acceptance", {}))

    def somebody_asks_to_end_a_hold(self) -> None:
        """豆包's quarantine shall end early; another person has to agree."""
        seen = self.client.get(f"/intake/v1/stays/{self.dogs['豆包']['stay_id']}/holds").json()["holds"]
        quarantine = next(hold["id"] for hold in seen if hold["kind"] == "QUARANTINE")
        _expect(201, self.client.post(f"/intake/v1/holds/{quarantine}/release-requests", EARLY))

    def colleague(self, name: str, role: str = "officer") -> tuple[str, str]:
        """Somebody else than the administrator, with a password."""
        password = "another good password"
        account = {"username": name, "password": password, "roles": [role]}
        hire(self.client, account)
        return name, password

    def files_are_imported(self) -> None:
        """One file is only looked at; of another, in which there is no dog, every row is refused."""
        real = FILE.read_bytes() if FILE.exists() else f"{HEADER}{ADOPTED}{CAT}".encode()
        post = self.client.post
        seen = _expect(
            201, post(f"{IMPORTS}/previews?name=bloomington-2017.csv", real, Content_Type="text/csv")
        )
        self.looked_at = seen.json()["import_id"]
        cats = _expect(202, post(IMPORTS, f"{HEADER}{CAT}", Content_Type="text/csv"))
        self.imported = cats.json()["import_id"]
        until(lambda: self.client.get(f"{IMPORTS}/{self.imported}").json()["status"] == "finished")

    def letters_go_astray(self, redis_url: str) -> None:
        """Somebody writes into intake's stream what nobody can take in: the others bury it at once."""
        broken = {
            "specversion": "1.0", "source": "/qingcheng/intake", "type": "cn.qingcheng.dog.intaken.v1",
            "subject": "dog-without-a-number", "time": "2026-07-13T15:41:00.000000Z", "sequence": "1",
            "data": '{"dog_id": "dog-without-a-number"}',
        }  # fmt: skip
        with redis.Redis.from_url(redis_url) as client:
            for number in range(3):
                client.xadd("qingcheng:intake", broken | {"id": f"broken-{number}"})  # type: ignore[arg-type]
            client.xadd("qingcheng:intake", {"hello": "world"})
        until(lambda: self.client.get("/registry/v1/dead").json()["count"] == 4)

    def _vaccinate(self, dog_id: str, now: datetime) -> None:
        path = f"/registry/v1/dogs/{dog_id}/vaccinations"
        vial = {
            "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "20260501",
            "given_at": now.isoformat(), "valid_until": (now + timedelta(days=364)).date().isoformat(),
            "vet_licence": "A012026001",
        }  # fmt: skip
        until(lambda: self.client.get(f"/registry/v1/dogs/{dog_id}").status == 200)
        _expect(201, self.client.post(path, vial))


@contextlib.contextmanager
def running_town(folder: Path) -> Iterator[Town]:
    """Eight dogs: six wait for a home, two for their owners; and a few dead letters."""
    with running_system(folder) as url:
        town = Town(_signed_in(Client(int(url.rpartition(":")[2]))))
        for dog in DOGS:
            town.take_in(dog, days_ago=40)
        operation = _expect(201, town.client.post("/intake/v1/operations", _operation())).json()
        town.operation = operation["operation_id"]
        town.take_in(MISSED | operation, days_ago=0.3)
        town.take_in(LOST_LAST_NIGHT | operation, days_ago=0.2)
        town.somebody_asks_to_end_a_hold()
        town.people_ask()
        town.files_are_imported()
        town.letters_go_astray(EmbeddedRedis(Settings(data=folder)).url)
        yield town


def _operation() -> dict[str, Any]:
    started = (datetime.now(UTC) - timedelta(hours=9)).isoformat()
    return {"name": "第17次联合行动", "district": "150105", "started_at": started,
            "departments": [{"name": "公安", "headcount": 12}]}  # fmt: skip


def _signed_in(client: Client) -> Client:
    login = {"username": "admin", "password": PASSWORD}
    session = _expect(200, client.post("/intake/v1/session", login)).json()
    return client.signed_in(session["access_token"])


def _expect(status: int, answer: Answer) -> Answer:
    assert answer.status == status, answer.text
    return answer


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """The installed Chromium; nothing is downloaded for it. Skips, saying why, where there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no Chromium is installed here: pages were not opened")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


class Screen:
    """A page on a screen of some size, and everything in it that went wrong."""

    def __init__(self, town: Town, browser: Browser, size: str = "phone", script: bool = True) -> None:
        width, height = SIZES[size]
        self.town, self.size = town, size
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="zh-CN",
            timezone_id="Asia/Shanghai", base_url=town.url, reduced_motion="reduce",
            device_scale_factor=2 if size == "phone" else 1,
        )  # fmt: skip
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.wrong: list[str] = []
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.wrong.append(f"{message.text} {message.location.get('url', '')}")

    def open(self, path: str, status: int = 200) -> Page:
        """Opens a page of ours and waits for what it loads; a live page never stops loading."""
        response = self.page.goto(path, wait_until="load")
        assert response and response.status == status, f"{path}: {response and response.status}"
        return self.page

    def sign_in(self, name: str = "admin", password: str = PASSWORD) -> Page:
        self.open("/intake/login")
        self.page.get_by_label("用户名").fill(name)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("button", name="登录").click()
        self.page.wait_for_url(lambda url: "login" not in url)
        return self.page

    def width_at(self, width: int) -> int:
        """How wide the page wants to be on a screen so wide."""
        self.page.set_viewport_size({"width": width, "height": 640})
        wanted: int = self.page.evaluate("document.scrollingElement.scrollWidth")
        return wanted

    def keep(self, name: str, whole: bool = False) -> None:
        """A picture for docs/screens, when QINGCHENG_SCREENS is set."""
        if SCREENS is None:
            return
        SCREENS.mkdir(parents=True, exist_ok=True)
        picture = Image.open(BytesIO(self.page.screenshot(full_page=whole))).convert("RGB")
        few = picture.quantize(128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(SCREENS / f"{name}-{self.size}.png", optimize=True)
