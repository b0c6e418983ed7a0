"""Every page on a phone and on a desk, in Chinese and in English, with and without scripts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from shared.clock import CITY
from tests.browser.night.test_form import EYE, printed
from tests.browser.town import EARLY, FAMILY, OWNER, SIZES, Screen, Town, chromium, running_town
from tests.system import until

pytestmark = pytest.mark.browser
Open = Callable[..., Screen]


@dataclass(frozen=True)
class Seen:
    """A page, and what must be read on it. `{dog_id}` and `{tag}` are 豆包's; `{waiting}` is 巧克力."""

    name: str
    path: str
    zh: str
    en: str
    staff: bool = False
    status: int = 200
    kept: bool = True


PAGES = [
    Seen("home", "/", "从收容的那一夜，到回家的那一天", "tag"),
    Seen("tag", "/t/{tag}", "招领中，正在找主人", "looking for its owner"),
    Seen("no-tag", "/t/000000000000", "没有这张犬牌", "There is no such tag", status=404, kept=False),
    Seen("adopt", "/adoption/", "石头", "石头"),
    Seen("apply", "/adoption/dogs/{waiting}", "申请领养", "Apply"),
    Seen("visit", "/adoption/visit", "预约开放日", "Book"),
    Seen("reclaim", "/adoption/dogs/{dog_id}/reclaim", "豆包", "豆包", kept=False),
    Seen("no-page", "/nowhere", "没有这一页", "There is no such page", status=404, kept=False),
    Seen("live", "/notify/", "正在发生", "What is happening"),
    Seen("login", "/intake/login", "工作人员登录", "Staff log-in", kept=False),
    Seen("intake", "/intake/", "登记一只犬", "Take one dog in", staff=True),
    Seen("find", "/intake/find/", "对勾选的犬只", "With those ticked", staff=True),
    Seen("desk", "/adoption/desk", "领养", "Adopt", staff=True),
    Seen("claim", "/adoption/desk/reclaims/{reclaim}", "看了谁的证明", "Whose proof was seen", staff=True),
    Seen("handovers", "/adoption/desk/handovers", "交接记录", "Hand-over record", staff=True, kept=False),
    Seen("operations", "/intake/operations/", "正在进行", "Out now", staff=True),
    Seen("operation", "/intake/operations/{operation}", "仍在所", "Still here", staff=True),
    Seen("operations-year", "/intake/operations/year/{year}", "逐次对比", "Side by side", staff=True),
    Seen("deaths", "/intake/deaths/", "数目核对", "Balance", staff=True),
    Seen("death", "/intake/deaths/{dog_id}", "登记死亡", "Record its death", staff=True),
    Seen("corrections", "/intake/corrections/", "等另一人确认", "Waiting for a second person", staff=True),
    Seen("record", "/intake/corrections/{dog_id}", "提出更正", "Ask for a correction", staff=True),
    Seen("tags", "/intake/tags/", "查一张牌", "Look up a tag", staff=True),
    Seen("kennels", "/intake/kennels/", "158 间", "158 kennels", staff=True),
    Seen("photos", "/intake/dogs/{dog_id}/photos", "登记表还缺", "The intake sheet still wants", staff=True),
    Seen("sheet", "/intake/dogs/{dog_id}/sheet", "登记表还缺", "The intake sheet still wants", staff=True),
    Seen("due", "/intake/due/", "等另一人确认", "Waiting for a second person", staff=True),
    Seen("holds", "/intake/due/{stay}", "隔离检疫", "Quarantine", staff=True),
    Seen("away", "/intake/exits/", "脱逃未找回", "Ran away, not found", staff=True),
    Seen("exit", "/intake/exits/{stay}", "移交其他机构", "To another house", staff=True),
    Seen("staff", "/intake/staff/", "新建账号", "Add an account", staff=True),
    Seen("staff-account", "/intake/staff/accounts/admin", "改角色", "Change roles", staff=True),
    Seen("staff-record", "/intake/staff/record", "已登录", "Logged in", staff=True, kept=False),
    Seen("staff-me", "/intake/staff/me", "保存密码", "Save password", staff=True, kept=False),
    Seen("looks", "/adoption/looks", "还没有人查看过", "Nobody has looked yet", staff=True, kept=False),
    Seen("imports", "/intake/imports/", "先看内容", "Look first", staff=True),
    Seen("import-preview", "/intake/imports/{looked_at}", "确认导入", "Take them in", staff=True),
    Seen("import-done", "/intake/imports/{imported}", "未接收的行", "Refused rows", staff=True),
    Seen("dead", "/registry/dead", "DogIntaken", "Discard", staff=True),
    Seen("webhooks", "/notify/webhooks", "新建接口推送", "Add a webhook", staff=True, kept=False),
    Seen("subscribers", "/notify/subscribers", "新建订阅方", "Add a subscriber", staff=True, kept=False),
    Seen("no-dead", "/intake/dead", "没有死信", "No dead letters", staff=True, kept=False),
]
PLACES = ("大学西路与昭乌达路路口东南侧", "第17次联合行动", EARLY["because"])
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")  # with its punctuation
SPOKEN = r"""() => {
  const named = e => e.labels?.length || e.ariaLabel || e.getAttribute("aria-labelledby") || e.title;
  const shown = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return {
    unlabelled: shown.filter(e => !named(e)).map(e => e.outerHTML),
    unnamed: [...document.querySelectorAll("a, button")].filter(e =>
      !e.textContent.trim() && !e.ariaLabel).map(e => e.outerHTML),
    pictures: [...document.querySelectorAll("img:not([alt]), svg:not([role=img]):not([aria-hidden=true])")]
      .map(e => e.outerHTML),
    styled: [...document.querySelectorAll("[style]")].map(e => e.outerHTML),
    titles: document.querySelectorAll("h1").length,
    width: document.scrollingElement.scrollWidth,
  }
}"""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with running_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def screen(browser: Browser, town: Town) -> Iterator[Open]:
    """`screen(size, script)`: a browser window of its own, in which nothing may go wrong."""
    opened: list[Screen] = []

    def open_one(size: str = "phone", script: bool = True) -> Screen:
        opened.append(Screen(town, browser, size, script))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()


def where(seen: Seen, town: Town) -> str:
    dog, waiting = town.dogs["豆包"], town.dogs["巧克力"]["dog_id"]
    return seen.path.format(
        tag=dog["tag"]["code"], dog_id=dog["dog_id"], waiting=waiting, operation=town.operation,
        year=datetime.now(CITY).year, stay=dog["stay_id"], looked_at=town.looked_at, imported=town.imported,
        reclaim=town.reclaim,
    )  # fmt: skip


def in_sight(what: Locator, width: int) -> bool:
    """Whether nobody has to push the page aside to find it."""
    box = what.bounding_box()
    return bool(box) and box["x"] >= 0 and box["x"] + box["width"] <= width


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("seen", PAGES, ids=lambda seen: seen.name)
def test_a_page_fits_its_screen_and_says_what_it_must(
    seen: Seen, size: str, language: str, screen: Open, town: Town
) -> None:
    window: Screen = screen(size)
    if seen.staff:
        window.sign_in()

    page = window.open(f"{where(seen, town)}?lang={language}", seen.status)

    spoken = page.evaluate(SPOKEN)
    if seen.kept and (language == "zh" or size == "desktop"):
        window.keep(seen.name if language == "zh" else f"{seen.name}-en")
    assert (seen.zh if language == "zh" else seen.en) in page.inner_text("main")
    assert spoken["width"] <= SIZES[size][0], "it scrolls sideways"
    assert size != "phone" or window.width_at(360) <= 360, "it scrolls sideways on a small phone"
    assert not seen.staff or size != "phone" or in_sight(page.locator(".menu .more summary"), 360)
    assert spoken["titles"] == 1
    assert [spoken[what] for what in ("unlabelled", "unnamed", "pictures", "styled")] == [[], [], [], []]
    assert page.locator("html").get_attribute("lang") == ("en" if language == "en" else "zh-Hans-CN")
    assert [one for one in window.wrong if not (seen.status == 404 and "404" in one)] == []


@pytest.mark.parametrize("seen", PAGES, ids=lambda seen: seen.name)
def test_english_pages_are_english(seen: Seen, screen: Open, town: Town) -> None:
    window: Screen = screen("desktop")
    if seen.staff:
        window.sign_in()

    page = window.open(f"{where(seen, town)}?lang=en", seen.status)

    written = " ".join([*town.dogs, *FAMILY.values(), *OWNER.values(), *PLACES, "中文 乌* 王*"])
    assert set(CHINESE.findall(page.inner_text("body"))) - set(CHINESE.findall(written)) == set()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_an_officer_takes_a_dog_in_by_clicking(script: bool, screen: Open, town: Town) -> None:
    window: Screen = screen("phone", script)
    page = window.sign_in()

    page.get_by_text("更多品种").click()
    for words in ("母", "小型", "幼犬", "柴犬", "红"):
        page.locator("label.choice", has_text=re.compile(rf"^\s*{words}\s*$")).first.click()
    page.get_by_label("发现地点").fill("新华西路公交站旁")
    page.get_by_role("button", name="登记，下一只").click()
    if not script:
        page.wait_for_url("**/intake/?done=*")

    said = page.locator("[role=status]").first
    expect(said).to_contain_text(re.compile(r"HH-\d{4}-\d+"))
    if script:
        window.keep("intake-done")
    tag = said.get_by_role("link").get_attribute("href")
    assert tag and until(lambda: town.client.get(tag, Accept="text/html").status == 200)
    expect(window.open(tag).locator("main")).to_contain_text("柴犬")
    assert window.wrong == []


def test_a_wrong_password_is_refused_kindly(screen: Open) -> None:
    window: Screen = screen()
    page = window.open("/intake/login")
    page.get_by_label("用户名").fill("admin")
    page.get_by_label("密码").fill("not the password")

    page.get_by_role("button", name="登录").click()

    expect(page.get_by_role("alert")).to_contain_text("用户名或密码不对")
    assert page.get_by_label("用户名").input_value() == "admin"


def test_a_citizen_finds_a_dog_by_typing_its_tag_without_scripts(screen: Open, town: Town) -> None:
    window: Screen = screen(script=False)
    code = town.dogs["石头"]["tag"]["code"].lower()
    page = window.open("/")

    page.locator("input[name=code]").fill(f"{code[:4]}-{code[4:8]} {code[8:]}")
    page.get_by_role("button", name="看它是谁").click()

    expect(page.locator("h1")).to_have_text("石头")
    expect(page.locator("main")).to_contain_text("狂犬免疫有效")


def test_the_tag_page_answers_before_anyone_scrolls(screen: Open, town: Town) -> None:
    window: Screen = screen("phone", script=False)
    window.open(f"/t/{town.dogs['豆包']['tag']['code']}")

    for words in ("豆包", "招领中，正在找主人", "狂犬免疫有效", "我遇到它了"):
        expect(window.page.get_by_text(words).first).to_be_in_viewport()


def test_the_language_that_was_chosen_stays(screen: Open) -> None:
    window: Screen = screen()
    page = window.open("/")
    page.get_by_role("link", name="English").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")

    window.open("/intake/login")

    expect(page.locator("h1")).to_contain_text("Staff log-in")


def test_a_family_adopts_a_dog_without_scripts(screen: Open, town: Town) -> None:
    family: Screen = screen("phone", script=False)
    page = family.open("/adoption/")
    page.get_by_role("link", name="石头").first.click()
    page.get_by_label("姓名").fill("其其格")
    page.get_by_label("手机号").fill("13712345678")
    page.get_by_role("button", name="提交申请").click()
    expect(page.locator("h1")).to_have_text("领养申请")

    desk: Screen = screen("desktop", script=False)
    desk.sign_in()
    page = desk.open("/adoption/desk")
    page.get_by_role("link", name="另放 1 份：电话未核实或多次提交").first.click()
    asked = page.locator("article", has_text="其*")
    asked.get_by_role("link", name="办理").click()
    page.get_by_role("button", name="电话已核实").click()
    page.get_by_role("button", name="批准，下一步").click()
    page.get_by_role("button", name="确认批准").click()
    expect(page.get_by_role("status")).to_contain_text("已批准申请")
    asked.get_by_role("link", name="办理").click()
    hand_over(page, "身份证件原件", "户口簿")
    expect(page.get_by_role("status")).to_contain_text("石头 已交给 其*")

    tag = f"/t/{town.dogs['石头']['tag']['code']}"
    until(lambda: "已被领养" in family.open(tag).inner_text("main"))
    assert family.wrong + desk.wrong == []


def hand_over(page: Page, *proofs: str) -> int:
    """Whose proof was seen, and a second look; says how many taps that took."""
    page.locator(".choice", has_text=" 本人").first.click()
    for proof in proofs:
        page.locator(".choice", has_text=proof).click()
    page.get_by_role("button", name="下一步：再看一遍").click()
    expect(page.locator("h1")).to_contain_text("再看一遍")
    page.get_by_role("button", name="确认交接").click()
    return 3 + len(proofs)


def test_a_dog_with_two_claimants_is_handed_over_and_taken_back_without_scripts(
    screen: Open, town: Town
) -> None:
    dog = town.take_in({"name": "黑妞", "sex": "female", "breed": "GSD", "colour": "BK", "size": "L"}, 0.3)
    for number, name in enumerate(("孟和", "图雅")):
        said = {"name": name, "phone": f"1371111000{number}", "proof": "是我家的"}
        assert town.client.post(f"/adoption/v1/dogs/{dog['dog_id']}/reclaims", said).status == 201
    desk: Screen = screen("phone", script=False)
    desk.sign_in()
    page = desk.open("/adoption/desk")
    page.locator("article", has_text="孟*").get_by_role("link", name="办理").click()
    expect(page.locator("main")).to_contain_text("还有 1 人在认领这只犬")
    desk.keep("two-claims", whole=True)

    rival = page.locator("section.tinted", has_text="图*")
    rival.locator(".choice", has_text="不同意").click()
    rival.get_by_label("不同意的理由").fill("没有证件")
    taps = 2 + hand_over(page, "身份证件原件", "犬证")

    expect(page.get_by_role("status")).to_contain_text("黑妞 已交给 孟*")
    expect(page.locator("main")).to_contain_text("图*")
    desk.keep("handover", whole=True)
    assert taps == 7, "opening it, the rival, whose proof, two proofs, next, sure"
    assert desk.width_at(360) <= 360, "it scrolls sideways on a small phone"
    tag = f"/t/{dog['tag']['code']}"
    until(lambda: "已被主人领回" in town.client.get(tag).text or "领回" in town.client.get(tag).text)

    page.get_by_label("为什么撤销").fill("给错人了")
    page.get_by_role("button", name="撤销交接").click()

    expect(page.get_by_role("status")).to_contain_text("这次交接已撤销")
    page = desk.open("/adoption/desk")
    expect(page.locator("article", has_text="图*")).to_have_count(1)
    expect(page.locator("article", has_text="孟*")).to_have_count(1)
    kennel = town.client.get(f"/intake/v1/dogs/{dog['dog_id']}").json()["stays"][-1]
    assert kennel["kennel"] == dog["kennel"]
    assert desk.wrong == []


def test_a_phone_number_that_is_none_is_refused_and_nothing_typed_is_lost(screen: Open, town: Town) -> None:
    window: Screen = screen("phone", script=False)
    page = window.open(f"/adoption/dogs/{town.dogs['豆包']['dog_id']}/reclaim")
    page.get_by_label("姓名").fill("苏和")
    page.get_by_label("手机号").fill("12")
    page.get_by_label("怎样证明").fill("它叫豆包")

    page.get_by_role("button", name="提交认领").click()

    expect(page.get_by_role("alert")).to_contain_text("手机号")
    assert page.get_by_label("怎样证明").input_value() == "它叫豆包"


def test_a_visit_is_booked_without_scripts(screen: Open) -> None:
    page = screen("phone", script=False).open("/adoption/visit")
    page.locator("label.choice:has(input:enabled)").first.click()
    page.get_by_label("几个人").select_option("3")
    page.get_by_label("姓名").fill("苏和")
    page.get_by_label("手机号").fill("13612345678")

    page.get_by_role("button", name="预约", exact=True).click()

    expect(page.locator("main")).to_contain_text("还没有核实电话")
    expect(page.locator("main")).to_contain_text("编号（请记下）")


def test_nobody_sees_staff_pages_without_logging_in(screen: Open) -> None:
    window: Screen = screen()
    for path in ("/intake/", "/adoption/desk", "/notify/dead"):
        page = window.open(path)

        expect(page.locator("h1")).to_contain_text("工作人员登录")


def test_an_administrator_decides_about_dead_letters_without_scripts(screen: Open) -> None:
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open("/intake/dead")
    page.get_by_role("link", name="领养", exact=True).click()
    astray = page.locator("section.card", has_text="DogIntaken")
    astray.get_by_role("link", name="查看每一封").click()
    astray.locator("li details").first.locator("summary").click()
    expect(astray).to_contain_text('"dog_id": "dog-without-a-number"')
    assert window.width_at(360) <= 360, "it scrolls sideways on a small phone"

    whole = astray.locator(".split > div:last-child")
    whole.get_by_label("原因").fill("看看修好没有")
    whole.get_by_role("button", name="重试").click()
    expect(page.get_by_role("alert")).to_contain_text("0 封成功，3 封仍未成功")

    whole.get_by_label("原因").fill("来历不明")
    whole.get_by_role("button", name="丢弃").click()
    expect(page.get_by_role("status")).to_contain_text("3 封已处理")
    expect(page.locator("section.card", has_text="DogIntaken").locator(".badge")).to_have_count(0)
    expect(page.locator("section.card", has_text="最近的处理")).to_contain_text("来历不明")
    assert [one for one in window.wrong if "409" not in one] == []


def test_live_shows_what_happens_as_it_happens(screen: Open, town: Town) -> None:
    window: Screen = screen("desktop")
    page = window.open("/notify/")
    page.wait_for_timeout(500)

    stay = town.take_in(
        {"colour": "GY", "breed": "HUSKY", "sex": "female", "size": "L"}, 0.1, vaccinated=False
    )

    expect(page.locator("main")).to_contain_text(stay["stay_no"])
    assert window.wrong == []


def test_a_hold_ends_early_when_a_second_person_confirms_without_scripts(screen: Open, town: Town) -> None:
    asked: Screen = screen("phone", script=False)
    asked.sign_in()
    page = asked.open("/intake/due/")
    request = page.locator("article", has_text="两次复检合格")
    expect(request).to_contain_text("须由另一人确认")
    expect(request.get_by_role("button", name="确认提前解除")).to_have_count(0)

    other: Screen = screen("phone", script=False)
    other.sign_in(*town.colleague("li.officer"))
    page = other.open("/intake/due/")
    request = page.locator("article", has_text="两次复检合格")
    request.get_by_label("您的意见").fill("我也检查过，健康。")
    request.get_by_role("button", name="确认提前解除").click()

    expect(page.locator("main")).to_contain_text("没有待确认的申请")
    page = other.open(f"/intake/due/{town.dogs['豆包']['stay_id']}")
    expect(page.locator("main")).to_contain_text("我也检查过，健康。")
    assert asked.wrong + other.wrong == []


def test_another_house_takes_a_dog_when_a_second_person_confirms_without_scripts(
    screen: Open, town: Town
) -> None:
    dog = {"colour": "BR", "breed": "MIX", "name": "小麦"}
    stay = town.take_in(dog, days_ago=40, vaccinated=False)["stay_id"]
    asked: Screen = screen("phone", script=False)
    asked.sign_in()
    page = asked.open(f"/intake/due/{stay}")
    page.get_by_role("link", name="移交、脱逃、寄养").click()
    page.get_by_label("接收单位").fill("包头市犬只留检所")
    page.get_by_label("移交理由").fill("本所已满，包头有位")
    page.get_by_role("button", name="提出，等另一人确认").click()
    expect(page.locator("main")).to_contain_text("须由另一人确认")

    other: Screen = screen("phone", script=False)
    other.sign_in(*town.colleague("wang.officer"))
    page = other.open("/intake/exits/")
    page.locator("article", has_text="小麦").get_by_role("link", name="查看").click()
    page.get_by_label("您的意见").fill("手续齐全，同意。")
    page.get_by_role("button", name="确认移交").click()

    expect(page.locator("main")).to_contain_text("手续齐全，同意。")
    expect(page.locator("main")).to_contain_text("已移交")
    tag = f"/t/{town.dogs['小麦']['tag']['code']}"
    until(lambda: "已移交其他机构" in asked.open(tag).inner_text("main"))
    assert asked.wrong + other.wrong == []


def test_the_count_of_an_operation_runs_while_its_page_is_open(screen: Open, town: Town) -> None:
    window: Screen = screen("phone")
    window.sign_in()
    page = window.open(f"/intake/operations/{town.operation}")
    before = int(page.locator("#count").inner_text())

    town.take_in({"colour": "BK", "operation_id": town.operation}, 0.1, vaccinated=False)

    expect(page.locator("#count")).to_have_text(str(before + 1), timeout=15_000)
    assert window.wrong == []


def test_an_operation_is_planned_begun_and_closed_without_scripts(screen: Open) -> None:
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open("/intake/operations/")
    page.get_by_label("名称").fill("第18次联合行动")
    page.get_by_label("开始时间").fill(f"{datetime.now(CITY) + timedelta(days=2):%Y-%m-%dT%H:%M}")
    page.get_by_label("人数 1").fill("12")
    page.get_by_role("button", name="存为计划").click()
    page.get_by_role("link", name="第18次联合行动").first.click()
    expect(page.locator("main")).to_contain_text("计划中")

    page.locator("summary", has_text="改计划").click()
    page.locator("#plan").get_by_label("范围").fill("满都海公园周边")
    page.get_by_role("button", name="保存计划").click()
    expect(page.locator("main")).to_contain_text("范围：— → 满都海公园周边")
    page.get_by_role("button", name="开始行动").click()
    page.locator("summary", has_text="更正人数").click()
    page.get_by_label("人数 1").fill("11")
    page.get_by_label("原因").fill("核对签到表，实到 11 人")
    page.get_by_role("button", name="保存更正").click()
    window.keep("operation-corrected", whole=True)
    page.get_by_label("经过").fill("一名队员右手被抓伤。")
    page.get_by_role("button", name="记下").click()
    page.get_by_label("小结").fill("顺利收队。")
    page.get_by_role("button", name="结束行动").click()

    for words in ("已结束", "11 人", "核对签到表", "一名队员右手被抓伤。", "顺利收队。"):
        expect(page.locator("main")).to_contain_text(words)
    assert window.wrong == []


def test_an_intake_sheet_is_filled_in_and_photographed_without_scripts(screen: Open, town: Town) -> None:
    dog = town.take_in({"name": "六顺", "colour": "BW"}, 0.1, vaccinated=False)["dog_id"]
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open(f"/intake/dogs/{dog}/sheet")
    for words in ("110 报警", "套杆", "一般", "4", "胆小"):
        page.locator("label.choice", has_text=re.compile(rf"^\s*{words}\s*$")).first.click()
    for number, (name, police_no) in enumerate((("巴特尔", "011204"), ("李强", "011377")), start=1):
        page.get_by_label(f"民警姓名 {number}").fill(name)
        page.get_by_label(f"警号 {number}").fill(police_no)
    page.get_by_label("已检查，没有外伤").check()
    page.get_by_label("没有随犬物品").check()
    page.get_by_label("读到的号码").fill("3D9.1C2C6E5F94")
    page.get_by_text("伤过人，登记时间和经过").click()
    page.get_by_label("伤人时间").fill(f"{datetime.now(CITY) - timedelta(hours=5):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="记入登记表").click()
    expect(page.locator("main")).to_contain_text("985121004515220")
    expect(page.locator("main")).to_contain_text("须单独饲养")

    page.locator("#victims").get_by_label("姓名").fill("其其格")
    page.get_by_role("button", name="加密保存").click()
    page.get_by_label("查看目的 1").select_option("CONTACT")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.locator("#victims")).to_contain_text("其其格")

    page.get_by_role("link", name="拍照、看照片").click()
    for view, colour in (("正面", "tan"), ("左侧", "khaki"), ("右侧", "peru")):
        page.get_by_label(view).set_input_files(a_picture(colour))
    page.get_by_role("button", name="上传").click()
    expect(page.locator("main")).to_contain_text("三个角度已齐")
    window.keep("photos-done")
    page.get_by_role("link", name="收容登记表").click()
    expect(page.locator("main")).to_contain_text("已填齐")
    window.keep("sheet-done")
    assert window.width_at(360) <= 360, "it scrolls sideways on a small phone"
    assert window.wrong == []


def a_picture(colour: str) -> FilePayload:
    """What a camera might send; all of one colour."""
    written = BytesIO()
    Image.new("RGB", (640, 480), colour).save(written, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": written.getvalue()}


def test_a_lost_tag_is_replaced_without_scripts(screen: Open, town: Town) -> None:
    lost = town.take_in({"name": "四喜", "colour": "WH", "breed": "POODLE"}, 0.1, vaccinated=False)["tag"]
    window: Screen = screen("phone", script=False)
    page = window.sign_in()
    page.get_by_text("更多", exact=True).click()
    page.get_by_role("link", name="犬牌管理").click()
    page.get_by_label("牌号", exact=True).fill(lost["code"].lower())
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.locator("main")).to_contain_text("四喜")
    window.keep("tag-found")

    page.locator("summary", has_text="换牌").click()
    page.locator("label.choice", has_text="坏了或看不清").click()
    page.get_by_role("button", name="换牌").click()

    page.wait_for_url(lambda url: "?code=" in url and lost["code"] not in url)
    new = page.url.rpartition("=")[2]
    expect(page.locator("main")).to_contain_text("使用中")
    until(lambda: town.client.get(f"/t/{new}", Accept="text/html").status == 200)
    until(lambda: "不再代表" in window.open(f"/t/{lost['code']}").inner_text("main"))
    assert window.wrong == []


def test_a_printed_tag_is_scanned_for_a_dog_without_one_and_looked_up_by_its_code(
    screen: Open, town: Town
) -> None:
    dog = town.take_in({"name": "七巧", "colour": "TRI"}, 0.1, vaccinated=False)
    code = printed(town.client)[0]
    town.client.post(f"/intake/v1/tags/{dog['tag']['code']}/revocation", {"note": "有人复制了这张牌"})
    window: Screen = screen("phone")
    window.context.add_init_script(f'({EYE})("{code}")')
    window.sign_in()
    page = window.open(f"/intake/tags/?code={dog['tag']['code']}")
    expect(page.locator("main")).to_contain_text("收回销毁")
    window.keep("tag-revoked", whole=True)

    page.locator("[data-scan=code-found]").click()
    expect(page.locator("#code-found")).to_have_value(code)
    page.get_by_role("button", name="发新牌").click()
    page.wait_for_url(f"**/intake/tags/?code={code}")
    window.open("/intake/tags/")
    page.locator("[data-scan=code]").click()

    page.wait_for_url(f"**/intake/tags/?code={code}")
    expect(page.locator("main")).to_contain_text("七巧")
    assert window.wrong == []


def test_blank_labels_are_printed_and_a_ticked_dog_without_one_is_named(screen: Open, town: Town) -> None:
    bare = town.take_in({"name": "五福", "colour": "BK"}, 0.1, vaccinated=False)
    town.client.post(f"/intake/v1/tags/{bare['tag']['code']}/loss", {})
    window: Screen = screen("desktop", script=False)
    window.sign_in()
    page = window.open("/intake/tags/")
    page.get_by_label("几张 A4").fill("1")
    page.get_by_label("用途").fill("第19次联合行动")
    page.get_by_role("button", name="生成一批").click()
    expect(page.locator("#batches")).to_contain_text("已用 0 / 24")

    page.locator("#print input[type=checkbox]").first.uncheck()
    page.get_by_role("button", name="打印犬舍卡").click()

    expect(page.get_by_role("alert")).to_contain_text("请先勾选犬只")
    expect(page.locator("section", has_text="没有牌的犬").first).to_contain_text(bare["stay_no"])
    assert [one for one in window.wrong if "422" not in one] == []


def in_kennel(screen: Open, town: Town, size: str = "desktop", script: bool = True) -> tuple[Screen, Locator]:
    """The board with the kennel of a dog of its own open, and that dog's row."""
    dog = town.take_in({"colour": "BK", "sex": "male", "size": "G"}, 0.1, vaccinated=False)
    window: Screen = screen(size, script)
    window.sign_in()
    page = window.open(f"/intake/kennels/?at={dog['kennel']}#kennel")
    return window, page.locator("#move li", has_text=dog["stay_no"])


def test_a_dog_is_dragged_onto_another_kennel(screen: Open, town: Town) -> None:
    window, dog = in_kennel(screen, town)
    number = dog.locator(".code").inner_text()

    dog.drag_to(window.page.locator("#k-B33"))

    window.page.wait_for_url("**/intake/kennels/?at=B33&done=move#kennel")
    expect(window.page.get_by_role("status").first).to_contain_text("已移舍")
    expect(window.page.locator("#move")).to_contain_text(number)
    window.keep("kennel-moved")
    assert window.wrong == []


def test_a_dog_is_carried_to_another_kennel_by_keyboard(screen: Open, town: Town) -> None:
    window, dog = in_kennel(screen, town)
    keys, number = window.page.keyboard, dog.locator(".code").inner_text()
    expect(window.page.get_by_text("按回车拿起")).to_be_visible()

    dog.get_by_role("checkbox").focus()
    keys.press("Enter")
    expect(window.page.locator("#said")).to_contain_text("已拿起")
    keys.press("Escape")
    expect(window.page.locator("#said")).to_contain_text("已取消")
    expect(dog.get_by_role("checkbox")).to_be_focused()
    keys.press("m")
    for _ in range(60):
        keys.press("ArrowDown")
        if window.page.evaluate("document.activeElement.dataset.kennel.startsWith('B')"):
            break
    keys.press("ArrowDown")
    keys.press("ArrowRight")
    code = window.page.evaluate("document.activeElement.dataset.kennel")
    expect(window.page.locator("#said")).to_contain_text(f"{code} ")
    keys.press("Enter")

    window.page.wait_for_url(f"**/intake/kennels/?at={code}&done=move#kennel")
    expect(window.page.locator("#move")).to_contain_text(number)
    assert window.wrong == []


def test_a_dog_is_moved_and_its_kennel_disinfected_without_scripts(screen: Open, town: Town) -> None:
    window, dog = in_kennel(screen, town, "phone", script=False)
    page, number = window.page, dog.locator(".code").inner_text()
    left = page.locator("#kennel h2").first.inner_text()
    expect(page.locator("#keys")).to_be_hidden()

    dog.get_by_role("checkbox").check()
    page.get_by_label("移到").select_option("B44")
    page.get_by_role("button", name="移舍").click()
    expect(page.locator("#move")).to_contain_text(number)
    page.locator(f"#k-{left}").click()
    page.get_by_label("消毒剂").select_option("BLEACH")
    page.get_by_role("button", name="开始消毒").click()

    expect(page.locator("#kennel")).to_contain_text("之前不进犬")
    expect(page.locator("#kennel")).to_contain_text("BLEACH 1:32")
    assert window.width_at(360) <= 360, "it scrolls sideways on a small phone"
    assert window.wrong == []


def test_many_dogs_of_a_zone_are_moved_at_once(screen: Open, town: Town) -> None:
    window, _ = in_kennel(screen, town, "phone")
    page = window.page
    page.get_by_role("link", name="A 区名单").click()
    ticks = page.locator("#move").get_by_role("checkbox")
    many = ticks.count()
    page.get_by_role("button", name="全选").click()
    assert all(ticks.nth(number).is_checked() for number in range(many))
    window.keep("kennels-many")

    page.get_by_label("移到").select_option("B")
    page.get_by_role("button", name="移舍").click()

    expect(page.get_by_role("status").first).to_contain_text(f"办好 {many} 只")
    window.keep("picked-moved")
    assert many > 1
    assert window.width_at(360) <= 360, "it scrolls sideways on a small phone"
    page.get_by_role("link", name="回到列表").click()
    expect(page.locator("#kennel")).to_contain_text("没有犬只")
    assert window.wrong == []


def test_a_move_that_cannot_be_says_why(screen: Open, town: Town) -> None:
    town.client.post("/intake/v1/kennels/A24/state", {"state": "cleaning"})
    window, dog = in_kennel(screen, town)

    dog.drag_to(window.page.locator("#k-A24"))

    expect(window.page.get_by_role("alert").first).to_contain_text("A24 正在清扫或维修")
    assert [one for one in window.wrong if "409" not in one] == []


def test_a_kennel_is_suggested_and_found_dirty_kennels_are_cleaned_without_scripts(
    screen: Open, town: Town
) -> None:
    window, dog = in_kennel(screen, town, "phone", script=False)
    page, number = window.page, dog.locator(".code").inner_text()
    page.locator(".chip", has_text="待清扫").click()
    page.get_by_role("button", name="已清扫").click()
    expect(page.get_by_role("status").first).to_contain_text("已记入日志")
    window.keep("kennels-clean")

    left = page.locator("#kennel h2").first.inner_text()
    window.open(f"/intake/kennels/?at={left}&dog={number}#fit")
    window.keep("kennel-fits")
    page.locator("#fit").get_by_role("button").first.click()

    expect(page.locator("#move")).to_contain_text(number)
    expect(page.get_by_role("status").first).to_contain_text("已移舍")
    assert window.wrong == []


def test_dogs_that_were_found_are_held_at_once_and_each_is_answered(screen: Open, town: Town) -> None:
    for name in ("护食一号", "护食二号"):
        town.take_in({"name": name, "colour": "BK"}, 0.1, vaccinated=False)
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open("/intake/find/?q=护食&ticked=true")
    page.get_by_label("留置种类").select_option("BEHAVIOUR")
    page.get_by_label("理由").fill("护食，待行为评估")
    page.get_by_role("button", name="留置").click()

    expect(page.get_by_role("status").first).to_contain_text("办好 2 只")
    window.keep("picked-held")
    assert window.wrong == []


def test_a_chosen_kennel_is_english_on_request_and_fits_a_phone(screen: Open, town: Town) -> None:
    window, _ = in_kennel(screen, town, "phone")

    page = window.open(f"{window.page.url.partition('#')[0]}&lang=en#kennel")

    assert set(CHINESE.findall(page.inner_text("#kennel"))) <= set(CHINESE.findall(" ".join(town.dogs)))
    spoken = page.evaluate(SPOKEN)
    assert [spoken[what] for what in ("unlabelled", "unnamed", "pictures", "styled")] == [[], [], [], []]
    assert spoken["width"] <= SIZES["phone"][0]
    window.keep("kennel-en")


def test_a_sealed_zone_is_black_until_another_vet_reopens_it(screen: Open, town: Town) -> None:
    window: Screen = screen("desktop", script=False)
    window.sign_in()
    page = window.open("/intake/kennels/")
    zone = page.locator("section.zone", has=page.locator("#zone-G"))
    zone.locator("summary").click()
    zone.get_by_label("原因").fill("犬瘟热抗原阳性")
    zone.get_by_role("button", name="封锁").click()
    expect(zone).to_contain_text("犬瘟热抗原阳性")
    expect(zone.locator(".kennel.sealed")).to_have_count(4)
    zone.scroll_into_view_if_needed()
    window.keep("kennels-sealed")
    expect(zone).to_contain_text("须由另一名兽医解除封锁")

    other: Screen = screen("desktop", script=False)
    other.sign_in(*town.colleague("hasi.vet", "vet"))
    zone = other.open("/intake/kennels/").locator("section.zone", has=other.page.locator("#zone-G"))
    zone.locator("summary").click()
    zone.get_by_label("原因").fill("21天无新病例")
    zone.get_by_role("button", name="解除封锁").click()

    expect(zone.locator(".kennel.sealed")).to_have_count(0)
    assert window.wrong + other.wrong == []


def test_a_death_is_recorded_and_its_carcass_sealed_without_scripts(screen: Open, town: Town) -> None:
    dog = town.take_in({"colour": "GD", "breed": "GOLDEN", "size": "L"}, 3, vaccinated=False)
    there = f"/intake/deaths/{dog['dog_id']}"
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open("/intake/deaths/")
    page.get_by_label("找一只犬").fill(dog["stay_no"])
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=dog["stay_no"]).first.click()

    page.get_by_label("死因").fill("犬瘟热，治疗无效")
    for label, words in (("兽医", "哈斯"), ("执业证号", "A012026001")):
        page.get_by_label(label, exact=True).first.fill(words)
    page.get_by_role("button", name="登记死亡").click()
    window.open("/intake/deaths/")
    expect(page.locator("main")).to_contain_text("未入冷库")
    window.keep("deaths-missing", whole=True)

    window.open(there)
    for label, words in (("袋号", "B-01"), ("封签号", "S0041877"), ("重量", "28.5"), ("哪个冷库", "1号二层")):
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="封签入库").click()
    expect(page.locator("main")).to_contain_text("S0041877")
    window.open("/intake/deaths/")
    expect(page.locator("main")).to_contain_text("账实相符")
    window.keep("deaths-balanced", whole=True)
    assert window.wrong == []


def test_who_asks_for_a_correction_waits_for_another_person(screen: Open, town: Town) -> None:
    dog = town.take_in({"colour": "BT", "name": "虎子"}, 3, vaccinated=False)
    window: Screen = screen("phone", script=False)
    window.sign_in()
    page = window.open(f"/intake/corrections/{dog['dog_id']}")

    page.get_by_label("品种").select_option("GSD")
    page.get_by_label("说明").fill("复查，毛色和耳形不是田园犬")
    page.get_by_role("button", name="提出，等另一人确认").click()

    expect(page.locator("main")).to_contain_text("须由另一人核对后确认")
    expect(page.locator("dl")).to_contain_text("德国牧羊犬")
    expect(page.get_by_role("button", name="确认更正")).to_have_count(0)
    window.keep("record-asked", whole=True)
    assert window.wrong == []


def test_pages_are_as_good_in_the_dark(browser: Browser, town: Town) -> None:
    window = Screen(town, browser)
    window.page.emulate_media(color_scheme="dark")

    page = window.open(f"/t/{town.dogs['豆包']['tag']['code']}")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 25, 27)"
    window.keep("tag-dark")
    window.context.close()


def test_what_is_for_staff_alone_cannot_be_ticked_for_the_public_and_a_key_is_copied(screen: Open) -> None:
    window: Screen = screen("phone")
    window.sign_in()
    page = window.open("/notify/subscribers")
    page.locator("summary", has_text="收容").click()
    kennel = page.get_by_label("安排犬舍")
    assert kennel.is_disabled() and page.get_by_label("犬只入所").is_enabled()

    page.get_by_label("可读范围").select_option("staff")
    kennel.check()
    page.get_by_label("系统名称").fill("licence-desk")
    page.get_by_label("联系单位").fill("登记科")
    page.get_by_role("button", name="新建订阅方").click()

    expect(page.locator("#secret")).to_contain_text("qck_")
    page.get_by_role("button", name="复制").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert window.wrong == []
