"""A phone whose clock is wrong: its dogs are of tonight, and where nobody can tell, it asks."""

from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from services.intake.arrivals.night.pages import scripts
from services.intake.stays.models import Stay
from shared import clock
from tests.browser.night.phones import Night, Phone, describe, queue_of, save, until_kept
from tests.browser.town import Screen

A_CLOCK = """(() => {
  const Real = Date;
  const off = () => Number(localStorage.getItem("off") ?? BY);
  window.Date = class extends Real {
    constructor(...given) { super(...(given.length ? given : [Real.now() + off()])); }
    static now() { return Real.now() + off(); }
  };
})()"""
IN_2019 = -timedelta(days=2889)
IN_2001 = -timedelta(days=9100)
KEPT_BEFORE = f"""async () => {{
  const {{ keep }} = await import("{scripts()}/store.js");
  const {{ send }} = await import("{scripts()}/sender.js");
  const now = new Date(), minute = `${{now.toISOString().slice(0, 16)}}:00Z`;
  const body = {{
    name: "旧页面", colour: "BK", found_at: {{ text: "大学西路", division: "150105" }},
    found_time: minute, arrived_at: minute,
  }};
  const entry = {{ key: crypto.randomUUID(), who: "wang.fang", entered_at: now.toISOString(), body }};
  await keep({{ ...entry, shown: "", state: "waiting", why: "", answer: null }}, []);
  send();
}}"""
OUTSIDE = """() => [...document.querySelectorAll(".asked *")]
  .map((one) => [one.outerHTML, one.getBoundingClientRect(), one.closest("section").getBoundingClientRect()])
  .filter(([, one, card]) => one.right > card.right - 16)"""

pytestmark = pytest.mark.browser


def off(by: timedelta) -> str:
    """For a phone's pages: their clock is so much ahead."""
    return A_CLOCK.replace("BY", f"{by.total_seconds() * 1000:.0f}")


def set_clock(page: Page, ahead: timedelta) -> None:
    """As its owner would, or its network: nothing tells the page."""
    page.evaluate("(off) => localStorage.setItem('off', off)", ahead.total_seconds() * 1000)


def the_one(night: Night, name: str) -> Stay:
    ((_, stay),) = night.in_store(name)
    return stay


def minutes_from_now(at: datetime | None) -> float:
    assert at
    return abs((at - clock.now()).total_seconds()) / 60


@pytest.mark.parametrize(
    ("ahead", "says"),
    [
        (IN_2019, "手机时钟慢 2889 天"),
        (IN_2001, "手机时钟慢 9100 天"),
        (timedelta(minutes=5), "手机时钟快 5 分钟"),
        (timedelta(hours=8), "手机时钟快 8 小时"),
    ],
)
def test_a_dog_of_tonight_is_of_tonight_whatever_the_phone_believes(
    phone: Phone, night: Night, ahead: timedelta, says: str
) -> None:
    window = phone(before=off(ahead))
    page = window.page
    expect(page.locator("#clock")).to_contain_text(says)
    shown = datetime.fromisoformat(page.locator("#found_time").input_value()).replace(tzinfo=clock.CITY)
    assert minutes_from_now(shown) < 2, "the form shows the time that counts"
    if ahead == IN_2019:
        window.keep("night-clock")
    describe(page, says)
    save(page)

    expect(page.locator("#last")).to_contain_text("HH-20")
    expect(page.locator("#queued li").first).to_contain_text("已校正")
    stay = the_one(night, says)
    assert minutes_from_now(stay.opened_at) < 2
    assert minutes_from_now(stay.arrived_at) < 2
    assert stay.claim_until
    assert stay.claim_until > clock.now()
    assert stay.phone_said
    assert stay.phone_said["behind_s"] == pytest.approx(-ahead.total_seconds(), abs=10)
    assert window.wrong == []


def test_the_sheet_of_such_a_dog_says_so(phone: Phone, night: Night) -> None:
    window = phone(before=off(IN_2019))
    describe(window.page, "登记表")
    save(window.page)
    expect(window.page.locator("#last")).to_contain_text("HH-20")

    page = window.open(f"/intake/dogs/{the_one(night, '登记表').dog_id}/sheet")

    expect(page.locator("#phone-said")).to_contain_text("手机时钟慢 2,889 天")
    window.keep("sheet-phone-clock")


def test_a_clock_that_is_right_is_not_spoken_of(phone: Phone, night: Night) -> None:
    page = phone().page
    describe(page, "准时")
    save(page)

    expect(page.locator("#last")).to_contain_text("HH-20")
    expect(page.locator("#clock")).to_be_hidden()
    assert the_one(night, "准时").phone_said is None


def test_a_battery_that_died_in_the_night_costs_no_dog_its_date(phone: Phone, night: Night) -> None:
    """The clock was right, then without network it was in 2019, then it was right again or was not."""
    window = phone(before=off(timedelta()))
    page = window.page
    window.context.set_offline(True)
    set_clock(page, IN_2019)
    page.reload()
    page.wait_for_selector("#take-in[data-ready]", state="attached")
    expect(page.locator("#clock")).to_contain_text("手机时钟不对")
    describe(page, "没电")
    save(page)
    expect(page.locator("#queue")).to_contain_text("待传 1 只")

    window.context.set_offline(False)

    expect(page.locator("#queue")).to_have_text("已全部上传")
    assert minutes_from_now(the_one(night, "没电").opened_at) < 2


def test_a_dog_that_an_older_page_has_kept_is_of_tonight_too(phone: Phone, night: Night) -> None:
    page = phone(before=off(IN_2019)).page

    page.evaluate(KEPT_BEFORE)

    expect(page.locator("#queued li").first).to_contain_text("已校正")
    stay = the_one(night, "旧页面")
    assert minutes_from_now(stay.opened_at) < 2
    assert stay.opened_at == stay.arrived_at


def ask(window: Screen, name: str) -> None:
    """A dog that was written down by a clock that is gone when it is sent."""
    page = window.page
    window.context.set_offline(True)
    set_clock(page, IN_2019)
    describe(page, name)
    save(page)
    expect(page.locator("#queue")).to_contain_text("待传 1 只")
    set_clock(page, timedelta())
    window.context.set_offline(False)
    expect(page.locator("#queued .badge").first).to_have_text("待答")


def test_a_clock_that_was_set_before_sending_is_asked_about_and_one_tap_answers(
    phone: Phone, night: Night
) -> None:
    window = phone(before=off(timedelta()))
    page = window.page
    ask(window, "问一")
    expect(page.locator("#queued li").first).to_contain_text("请说明这只犬何时发现")
    expect(page.locator("#queue")).to_have_text("待答 1 只")
    assert page.evaluate(OUTSIDE) == [], "nothing of the question sticks out of the phone"
    page.locator("#device").scroll_into_view_if_needed()
    window.keep("night-asked")
    assert night.in_store("问一") == []
    page.reload()
    until_kept(page)
    assert queue_of(page)["dogs"][0]["state"] == "refused", "it is not sent again for ever"

    page.get_by_role("button", name="一小时前").click()

    expect(page.locator("#queue")).to_have_text("已全部上传")
    stay = the_one(night, "问一")
    assert 59 < minutes_from_now(stay.opened_at) < 62
    assert stay.phone_said
    assert stay.phone_said["answered"]


def test_whoever_was_asked_can_type_the_time_there_or_in_the_form(phone: Phone, night: Night) -> None:
    window = phone(before=off(timedelta()))
    page = window.page
    half = clock.now().astimezone(clock.CITY) - timedelta(minutes=30)
    ask(window, "问二")
    page.get_by_label("发现时间", exact=True).last.fill(f"{half:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="就是这时").click()
    expect(page.locator("#queue")).to_have_text("已全部上传")

    ask(window, "问三")
    page.locator("#queued li").first.get_by_role("button", name="更正").click()
    page.locator("#found_time").fill(f"{half:%Y-%m-%dT%H:%M}")
    save(page)

    expect(page.locator("#queue")).to_have_text("已全部上传")
    for name in ("问二", "问三"):
        assert 29 < minutes_from_now(the_one(night, name).opened_at) < 33


def test_a_date_from_before_the_law_comes_back_with_the_reason_and_holds_nobody_up(
    phone: Phone, night: Night
) -> None:
    window = phone(before=off(IN_2001))
    page = window.page
    describe(page, "二〇〇五")
    page.locator("#found_time").fill("2005-08-31T23:59")
    save(page)
    row = page.locator("#queued li").first
    expect(row).to_contain_text("2005-08-31")
    assert page.locator("#queued .badge").first.inner_text() in ("退回", "待答")
    describe(page, "后一只")
    save(page)
    expect(page.locator("#last")).to_contain_text("HH-20")

    page.locator("#queued li", has_text="2005").get_by_role("button", name="更正").click()
    page.locator("#found_time").fill(f"{clock.now().astimezone(clock.CITY):%Y-%m-%dT%H:%M}")
    page.locator("#arrived_at").fill("")
    save(page)

    expect(page.locator("#queue")).to_have_text("已全部上传")
    assert minutes_from_now(the_one(night, "二〇〇五").opened_at) < 2
