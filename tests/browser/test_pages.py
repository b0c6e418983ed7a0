"""Every page on a phone and on a desk, in Chinese and in English, with and without scripts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.town import FAMILY, OWNER, SIZES, Screen, Town, chromium, running_town
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
    Seen("desk", "/adoption/desk", "领养", "Adopt", staff=True),
    Seen("dead", "/registry/dead", "DogIntaken", "Discard", staff=True),
    Seen("no-dead", "/intake/dead", "没有死信", "No dead letters", staff=True, kept=False),
]
PLACES = ("大学西路与昭乌达路路口东南侧", "第17次联合行动")
CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")  # with its punctuation
SPOKEN = r"""() => {
  const named = e => e.labels?.length || e.ariaLabel || e.getAttribute("aria-labelledby") || e.title;
  const shown = [...document.querySelectorAll("input:not([type=hidden]), select, textarea")];
  return {
    unlabelled: shown.filter(e => !named(e)).map(e => e.outerHTML),
    unnamed: [...document.querySelectorAll("a, button")].filter(e =>
      !e.innerText.trim() && !e.ariaLabel).map(e => e.outerHTML),
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
    return seen.path.format(tag=dog["tag"]["code"], dog_id=dog["dog_id"], waiting=waiting)


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
def test_an_officer_takes_a_dog_in_by_clicking(script: bool, screen: Open) -> None:
    window: Screen = screen("phone", script)
    page = window.sign_in()

    page.get_by_text("更多品种").click()
    for words in ("母", "小型", "幼犬", "柴犬", "红"):
        page.locator("label.choice", has_text=re.compile(rf"^\s*{words}\s*$")).first.click()
    page.get_by_label("发现地点").fill("新华西路公交站旁")
    page.get_by_role("button", name="登记，下一只").click()
    page.wait_for_url("**/intake/?done=*")

    said = page.locator("[role=status]").first
    expect(said).to_contain_text(re.compile(r"HH-\d{4}-\d+"))
    if script:
        window.keep("intake-done")
    said.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("柴犬")
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
    expect(page.locator("h1")).to_have_text("谢谢，已收到")

    desk: Screen = screen("desktop", script=False)
    desk.sign_in()
    page = desk.open("/adoption/desk")
    asked = page.locator("article", has_text="其*")
    asked.get_by_role("button", name="批准").click()
    asked.get_by_role("button", name="办理交接").click()
    expect(asked).to_have_count(0)

    tag = f"/t/{town.dogs['石头']['tag']['code']}"
    until(lambda: "已被领养" in family.open(tag).inner_text("main"))
    assert family.wrong + desk.wrong == []


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

    expect(page.locator("main")).to_contain_text("开放日见")


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


def test_pages_are_as_good_in_the_dark(browser: Browser, town: Town) -> None:
    window = Screen(town, browser)
    window.page.emulate_media(color_scheme="dark")

    page = window.open(f"/t/{town.dogs['豆包']['tag']['code']}")

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(13, 25, 27)"
    window.keep("tag-dark")
    window.context.close()
