"""The form on a phone: quick, large, with photos and printed tags."""

import random
import time

import pytest
from playwright.sync_api import expect

from tests.browser.night.phones import (
    Night,
    Phone,
    choose,
    describe,
    queue_of,
    save,
)
from tests.intake.photos.pictures import photo
from tests.servers import Client
from tests.system import until

A_TAP, A_SWIPE = 1.3, 0.8  # seconds, as Card, Moran and Newell count them
TOO_SMALL = """() => {
  const targets = ".choice, .shot, button, .button, summary, select, input:not([type=radio], [type=file])";
  return [...document.querySelectorAll(`main :is(${targets})`)]
    .filter((one) => one.offsetParent && one.type !== "hidden")
    .map((one) => [one.getBoundingClientRect(), one.outerHTML.slice(0, 90)])
    .filter(([box]) => box.height < 52 || box.width < 52)
    .map(([box, html]) => `${box.width}×${box.height} ${html}`);
}"""
DIFFER = {"sex": ["male", "female"], "size": ["S", "L"], "breed": ["MIX", "GSD"], "colour": ["BK", "WH"]}
EYE = """(code) => {
  window.BarcodeDetector = class {
    static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
    detect() {
      const seen = ["HTTPS://ELSEWHERE/X", `HTTPS://QC.CN/T/${code}`];
      return Promise.resolve(seen.map((rawValue) => ({ rawValue })));
    }
  };
}"""


pytestmark = pytest.mark.browser


def test_a_dog_is_taken_in_without_leaving_the_page(phone: Phone, night: Night) -> None:
    window = phone()
    describe(window.page, "一号")
    save(window.page)

    expect(window.page.locator("#last")).to_contain_text("HH-20")
    expect(window.page.locator("#queue")).to_have_text("已全部上传")
    window.keep("night-sent")
    assert [stay.taken_in_by for _, stay in night.in_store("一号")] == ["wang.fang"]
    assert window.page.locator("#place").input_value() == "大学西路", "the place stays for the next dog"
    assert window.wrong == []


def test_a_double_tap_is_one_dog(phone: Phone, night: Night) -> None:
    page = phone().page
    before = len(night.in_store())
    describe(page)
    page.wait_for_timeout(750)

    page.get_by_role("button", name="登记，下一只").dblclick()

    expect(page.locator("#last")).to_contain_text("HH-20")
    page.wait_for_timeout(800)
    assert len(night.in_store()) == before + 1


def test_photos_wait_with_their_dog_and_are_sent_after_it(phone: Phone, night: Night) -> None:
    window = phone()
    page = window.page
    window.context.set_offline(True)
    page.reload()
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    for view, width in (("front", 400), ("left", 402)):
        taken = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo(width=width, height=300)}
        page.locator(f"[data-view={view}]").set_input_files([taken])  # type: ignore[list-item]
    fake = {"name": "b.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}
    page.locator("[data-view=right]").set_input_files([fake])  # type: ignore[list-item]
    expect(page.locator(".shot.taken")).to_have_count(3)
    describe(page, "照片")
    window.keep("night-photos")
    save(page)
    expect(page.locator("#queue")).to_have_text("离线 · 待传 1 只 · 照片 3 张")
    expect(page.locator(".shot.taken")).to_have_count(0)

    window.context.set_offline(False)

    refused = page.locator("#queued .refused-photo")
    expect(refused).to_have_count(1)
    ((dog, _),) = night.in_store("照片")
    until(lambda: sorted(one.view for one in night.photos() if one.dog_id == dog.id) == ["front", "left"])
    refused.get_by_role("button").click()
    expect(refused).to_have_count(0)
    until(lambda: queue_of(page)["photos"] == 0)


def test_a_chip_that_no_dog_has_is_told_while_the_dog_is_still_in_hand(phone: Phone, night: Night) -> None:
    page = phone().page
    describe(page, "读错")
    for wrong in ("1560001234567890", "156274877906944"):
        page.get_by_label("芯片").fill(wrong)
        save(page)
        expect(page.locator("#chip-hint")).to_contain_text("请再扫一遍")
    assert queue_of(page)["dogs"] == []

    page.get_by_label("芯片").fill("3D9.1C2C6E5F94")
    save(page)

    expect(page.locator("#last")).to_contain_text("HH-20")
    assert [dog.chip for dog, _ in night.in_store("读错")] == ["985121004515220"]


def test_a_printed_tag_is_typed_and_checked_before_it_is_sent(phone: Phone, night: Night) -> None:
    code, _ = printed(night.town.client)
    page = phone().page
    describe(page, "牌")
    page.get_by_label("预制犬牌").fill("8K3")
    save(page)
    expect(page.locator("#scan-hint")).to_contain_text("12 个字符")
    page.get_by_label("预制犬牌").fill(f"{code[:4]}-{code[4:8]} {code[8:].lower()}")
    save(page)
    expect(page.locator("#last")).to_contain_text("HH-20")

    page.get_by_label("预制犬牌").fill(code)
    page.get_by_label("预制犬牌").blur()

    expect(page.locator("#scan-hint")).to_contain_text("刚才已用")
    assert len(night.in_store("牌")) == 1


def test_a_printed_tag_is_scanned_where_the_browser_can(phone: Phone, night: Night) -> None:
    """Chromium shows a test card for a camera, and on Linux it has no BarcodeDetector: that one is played."""
    code = printed(night.town.client)[1]
    page = phone(before=f'({EYE})("{code}")').page
    page.get_by_role("button", name="扫码").click()

    expect(page.get_by_label("预制犬牌")).to_have_value(code)
    describe(page, "扫")
    save(page)
    expect(page.locator("#last")).to_contain_text("HH-20")
    assert len(night.in_store("扫")) == 1


def printed(client: Client) -> list[str]:
    batch = client.post("/intake/v1/tag-batches", {"sheets": 1}).json()["batch_id"]
    labels = client.get(f"/intake/v1/tag-batches/{batch}").json()["labels"]
    return [label["code"] for label in labels[:2]]


def test_the_place_is_located_when_somebody_asks_and_a_refusal_blocks_nothing(
    phone: Phone, night: Night
) -> None:
    window = phone()
    page = window.page
    page.get_by_role("button", name="定位", exact=True).click()
    expect(page.locator("#locate-hint")).to_contain_text("没有定位权限")
    describe(page, "定位 0")
    save(page)
    expect(page.locator("#last")).to_contain_text("HH-20")

    window.context.grant_permissions(["geolocation"])
    window.context.set_geolocation({"latitude": 40.81234, "longitude": 111.70225, "accuracy": 11.2})
    page.locator("#place").fill("")
    page.get_by_role("button", name="定位", exact=True).click()
    expect(page.locator("#locate-hint")).to_contain_text("误差约 12 米")
    page.locator("#place").scroll_into_view_if_needed()
    window.keep("night-located")
    assert page.locator("#place").input_value() == "40.81234, 111.70225"
    describe(page, "定位 1", "大学西路桥下")
    save(page)

    expect(page.locator("#queued li", has_text="HH-20")).to_have_count(2)
    assert page.locator("#locate-hint").inner_text() == "", "another dog was found somewhere else"
    ((dog, _),) = night.in_store("定位 1")
    kept = night.town.client.get(f"/intake/v1/dogs/{dog.id}/sheet").json()["sheet"]["position"]
    assert kept == {"lat": 40.81234, "lon": 111.70225, "accuracy_m": 12.0, "datum": "WGS-84"}


def test_where_there_is_no_secure_context_keys_are_made_by_hand(phone: Phone, night: Night) -> None:
    page = phone(before="delete Crypto.prototype.randomUUID; delete Navigator.prototype.locks").page
    describe(page, "手工")
    save(page)

    expect(page.locator("#last")).to_contain_text("HH-20")
    assert len(night.in_store("手工")) == 1


def test_every_target_is_at_least_52_pixels(phone: Phone) -> None:
    window = phone()
    for width in (390, 360):
        window.width_at(width)

        assert window.page.evaluate(TOO_SMALL) == []


def test_a_dog_takes_less_than_ten_seconds(
    phone: Phone, night: Night, capsys: pytest.CaptureFixture[str]
) -> None:
    """The taps are counted, what a tap takes is from the literature, what the page takes is measured."""
    page = phone().page
    page.get_by_label("发现地点").fill("昭乌达路")  # stays for the night
    dice = random.Random(17)
    seconds, taps = [], 0
    for number in range(10):
        page.wait_for_timeout(750)
        begun = time.monotonic()
        for name, values in DIFFER.items():
            choose(page, name, dice.choice(values))
            taps += 1
        page.get_by_role("button", name="登记，下一只").click()
        taps += 1
        expect(page.locator("#queued li", has_text="HH-20")).to_have_count(min(number + 1, 12))
        seconds.append(time.monotonic() - begun)

    by_page, by_hand = sum(seconds) / 10, taps / 10 * A_TAP + 2 * A_SWIPE
    with capsys.disabled():
        print(f"\n  seconds per dog: page {by_page:.2f} + {taps / 10:.0f} taps, 2 swipes {by_hand:.1f}")
    assert by_page + by_hand < 10
