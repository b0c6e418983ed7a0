"""An intake of its own at night, and what an officer does with a phone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page
from sqlmodel import select

from services.intake.arrivals.night.pages import scripts
from services.intake.photos.models import Photo
from services.intake.stays.models import Dog, Stay
from shared.store import Store
from tests.browser.town import Screen, Town
from tests.processes import Running
from tests.system import until

OFFICERS, SECRET = ("wang.fang", "li.na"), "a good password"
Phone = Callable[..., Screen]
IN_ALL = f"""async () => {{
  const {{ dogs, photos }} = await import("{scripts()}/store.js");
  return {{ dogs: await dogs(), photos: (await photos()).length }};
}}"""


@dataclass
class Night:
    """A running intake, and what is in its store."""

    intake: Running
    town: Town
    data: Path

    def in_store(self, name: str = "") -> list[tuple[Dog, Stay]]:
        """The dogs whose name begins so, with their stays."""
        store = Store(f"sqlite:///{self.data}/intake.db")
        with store.read() as work:
            rows = work.exec(select(Dog, Stay).join(Stay, Stay.dog_id == Dog.id)).all()  # type: ignore[arg-type]
        store.close()
        return [(dog, stay) for dog, stay in rows if (dog.name or "").startswith(name)]

    def photos(self) -> list[Photo]:
        store = Store(f"sqlite:///{self.data}/intake.db")
        with store.read() as work:
            kept = list(work.exec(select(Photo)).all())
        store.close()
        return kept


def log_in(window: Screen, officer: str) -> None:
    window.open("/intake/login?next=/intake/")
    window.page.get_by_label("用户名").fill(officer)
    window.page.get_by_label("密码").fill(SECRET)
    window.page.get_by_role("button", name="登录").click()
    window.page.wait_for_url("**/intake/")


def until_kept(page: Page) -> None:
    """The worker serves this page, and has what it needs without network."""
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    kept = "async () => Boolean(navigator.serviceWorker.controller && (await caches.match('/intake/')))"
    until(lambda: page.evaluate(kept))


def choose(page: Page, name: str, value: str) -> None:
    page.locator(f"label.choice:has([name={name}][value={value}])").click()


def describe(page: Page, name: str = "", place: str = "大学西路") -> None:
    for field, value in (("sex", "female"), ("size", "S"), ("colour", "WH")):
        choose(page, field, value)
    page.get_by_label("发现地点").fill(place)
    if name:
        if not page.locator("#name").is_visible():
            page.get_by_text("补充：名字、备注").click()
        page.locator("#name").fill(name)


def save(page: Page) -> None:
    page.wait_for_timeout(750)  # a second press within the blink of an eye is a double tap
    page.get_by_role("button", name="登记，下一只").click()


def queue_of(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate(IN_ALL)
    return found
