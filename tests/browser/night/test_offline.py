"""The page without network: it opens, it keeps, it sends, and nothing is lost or doubled."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from services.intake import app as intake
from services.intake.arrivals.night import pages
from shared import auth
from shared.settings import Settings
from tests.browser.night.phones import (
    OFFICERS,
    Night,
    Phone,
    describe,
    log_in,
    save,
    until_kept,
)
from tests.browser.town import Screen, Town
from tests.intake.photos.pictures import photo
from tests.servers import Client
from tests.system import PASSWORD, until

pytestmark = pytest.mark.browser


def test_the_page_opens_and_works_without_network_and_sends_when_it_is_back(
    phone: Phone, night: Night
) -> None:
    window = phone()
    page = window.page
    window.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    for number in range(3):
        describe(page, f"断网 {number}")
        save(page)
        expect(page.locator("#queue")).to_have_text(f"离线 · 待传 {number + 1} 只")
    expect(page.locator("#last")).to_contain_text("已存在本机")
    window.keep("night-offline")
    assert night.in_store("断网") == []

    page.reload()
    expect(page.locator("#queued li")).to_have_count(3)
    window.context.set_offline(False)

    expect(page.locator("#queue")).to_have_text("已全部上传")
    assert sorted(dog.name or "" for dog, _ in night.in_store("断网")) == ["断网 0", "断网 1", "断网 2"]
    expect(page.locator("#queued .badge.tone-ok")).to_have_count(3)


def test_a_tab_that_is_closed_without_network_has_lost_none_of_twelve_dogs(
    phone: Phone, night: Night
) -> None:
    window = phone()
    window.context.set_offline(True)
    for number in range(12):
        taken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(width=300 + number, height=300)}
        window.page.locator("[data-view=front]").set_input_files([taken])  # type: ignore[list-item]
        describe(window.page, f"关页 {number}")
        save(window.page)
        expect(window.page.locator("#queue")).to_contain_text(f"待传 {number + 1} 只")
    window.page.close()
    page = window.page = window.context.new_page()
    page.goto("/intake/")
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    expect(page.locator("#queue")).to_have_text("离线 · 待传 12 只 · 照片 12 张")
    page.locator("#device").scroll_into_view_if_needed()
    window.keep("night-twelve")

    window.context.set_offline(False)

    expect(page.locator("#queue")).to_have_text("已全部上传", timeout=30_000)
    rows = night.in_store("关页")
    assert sorted(dog.name or "" for dog, _ in rows) == sorted(f"关页 {number}" for number in range(12))
    assert all(stay.arrived_at and stay.arrived_at >= (stay.opened_at or stay.arrived_at) for _, stay in rows)
    ids = {dog.id for dog, _ in rows}
    until(lambda: len([one for one in night.photos() if one.dog_id in ids]) == 12)


def test_the_page_speaks_english_without_network_too(phone: Phone) -> None:
    window = phone()
    page = window.open("/intake/?lang=en")
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    window.context.set_offline(True)
    page.goto("/intake/")
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    page.locator("#place").fill("Daxue West Road")
    page.wait_for_timeout(750)
    page.get_by_role("button", name="Save, next").click()

    expect(page.locator("#last")).to_contain_text("Kept on this phone")
    expect(page.locator("#queue")).to_have_text("offline · 1 to send")
    window.keep("night-offline-en")
    window.context.set_offline(False)
    expect(page.locator("#queue")).to_have_text("all sent")


def test_who_is_logged_out_meanwhile_loses_nothing_and_another_may_send_it(
    phone: Phone, night: Night
) -> None:
    window = phone()
    page = window.page
    window.context.set_offline(True)
    describe(page, "换班")
    save(page)
    expect(page.locator("#queue")).to_contain_text("待传 1 只")
    window.context.clear_cookies()
    window.context.set_offline(False)
    expect(page.locator("#log-in")).to_be_visible()
    window.keep("night-logged-out")
    assert night.in_store("换班") == []

    page.locator("#log-in").get_by_role("link", name="重新登录").click()
    log_in(window, OFFICERS[1])

    expect(page.locator("#queued li").first).to_contain_text("HH-20")
    ((_, stay),) = night.in_store("换班")
    assert stay.taken_in_by == "li.na"
    assert stay.notes.startswith("wang.fang 于 ")


def test_a_refused_dog_says_why_and_is_corrected_and_is_one_dog(phone: Phone, night: Night) -> None:
    window = phone()
    page = window.page
    describe(page, "芯片")
    page.get_by_label("芯片").fill("FFFFFFFFFFFFFFFF")
    save(page)
    row = page.locator("#queued li").first
    expect(row).to_contain_text("请重新扫描")
    page.locator("#device").scroll_into_view_if_needed()
    window.keep("night-refused")
    page.reload()
    page.wait_for_selector("#take-in[data-ready]", state="attached")

    row.get_by_role("button", name="更正").click()
    assert page.get_by_label("芯片").input_value() == "FFFFFFFFFFFFFFFF"
    assert page.locator("[name=sex]:checked").get_attribute("value") == "female"
    page.get_by_label("芯片").fill("156000123456789")
    save(page)

    expect(page.locator("#last")).to_contain_text("HH-20")
    expect(row.get_by_role("button", name="更正")).to_be_hidden()
    assert [dog.chip for dog, _ in night.in_store("芯片")] == ["156000123456789"]


def test_a_dog_that_is_never_answered_keeps_no_other_back(phone: Phone, night: Night) -> None:
    window = phone()
    page = window.page
    window.context.route(
        "**/night/dogs", lambda route: route.abort() if STUCK in _told(route) else route.continue_()
    )
    for name in (STUCK, "后来的"):
        describe(page, name)
        save(page)

    expect(page.locator("#queued li", has_text="HH-20")).to_have_count(1, timeout=20_000)
    assert len(night.in_store("后来的")) == 1
    assert night.in_store(STUCK) == []

    window.context.unroute_all()
    expect(page.locator("#queue")).to_have_text("已全部上传", timeout=20_000)
    assert len(night.in_store(STUCK)) == 1


STUCK = "卡住"


def _told(route: Route) -> str:
    return (route.request.post_data_buffer or b"").decode()


def test_two_tabs_of_one_phone_send_each_dog_once(phone: Phone, night: Night) -> None:
    window = phone()
    other = window.context.new_page()
    other.goto("/intake/")
    until_kept(other)
    window.context.set_offline(True)
    window.page.bring_to_front()  # a page behind another one is drawn once a second
    for number in range(4):
        describe(window.page, f"两页 {number}")
        save(window.page)
    expect(other.locator("#queue")).to_contain_text("待传 4 只")

    window.context.set_offline(False)

    for page in (window.page, other):
        expect(page.locator("#queue")).to_have_text("已全部上传", timeout=30_000)
    assert len(night.in_store("两页")) == 4


@pytest.mark.parametrize("how", ["no script", "no store"])
def test_a_browser_that_keeps_nothing_sends_the_plain_form(phone: Phone, night: Night, how: str) -> None:
    nothing = "Object.defineProperty(window, 'indexedDB', { value: undefined })"
    script = how == "no store"
    page = phone(before=nothing if script else "", ready=False, script=script).page
    describe(page, how)
    page.get_by_role("button", name="登记，下一只").click()
    page.wait_for_url("**/intake/?done=*")

    expect(page.locator("#last")).to_contain_text("HH-20")
    expect(page.get_by_role("link", name="给它拍照")).to_be_visible()
    assert len(night.in_store(how)) == 1


def test_a_new_version_takes_the_place_of_the_old_one_whole(
    browser: Browser, serve: Callable[[Any], Client], tmp_path: Path, redis_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("QINGCHENG_ADMIN_PASSWORD", PASSWORD)
    auth.make_keys(tmp_path / "keys")
    client = serve(intake.app(Settings(data=tmp_path, keys=tmp_path / "keys", redis_url=redis_url)))
    window = Screen(Town(client), browser)
    page = window.sign_in()
    until_kept(page)
    old = pages.version()
    assert page.evaluate("caches.keys()") == [f"intake-{old}"]

    monkeypatch.setattr(pages, "version", lambda: "0123456789ab")
    page.reload()
    until(lambda: page.evaluate("caches.keys()") == ["intake-0123456789ab"])
    window.context.set_offline(True)
    page.reload()

    page.wait_for_selector("#take-in[data-ready]", state="attached")
    assert page.locator("script").first.get_attribute("src") == "/intake/night/0123456789ab/night.js"
    window.context.close()
