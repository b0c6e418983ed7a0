"""The kennel card: what it says, and that it can be read from the corridor."""

from datetime import timedelta

import pytest

from services.intake.stays.models import Dog, Stay
from services.intake.tags import drawing
from services.intake.tags.kennel_card import Hung, cards, rule_for
from tests.intake.conftest import NOW
from tests.intake.tags.paper import codes_on, fonts_in, photographed, sheet, sizes, words
from tests.intake.tags.test_fonts import chinese_font as chinese_font
from tests.intake.tags.test_fonts import no_font as no_font

URL = drawing.tag_url("https://dogs.example.cn", "8K3M7Q2ZT5WB")


def a_dog(**changed: object) -> Dog:
    told = {"id": "1", "name": "豆包", "sex": "male", "breed": "RURAL", "colour": "YWW", "size": "M",
            "chip": "156000123456789"}  # fmt: skip
    return Dog(**told | changed)  # type: ignore[arg-type]


def a_stay(**changed: object) -> Stay:
    told = {"id": "1", "stay_no": "HH-2026-004217", "dog_id": "1", "custody_basis": "STRAY",
            "kennel": "B17", "status": "HOLDING", "opened_at": NOW, "claim_until": NOW + timedelta(days=7),
            "heard": {}}  # fmt: skip
    return Stay(**told | changed)  # type: ignore[arg-type]


def test_a_card_is_a6_in_chinese_and_says_who_lives_here() -> None:
    card = cards([Hung(a_dog(), a_stay(), URL)], NOW)

    (written,) = words(card)
    assert sizes(card) == [(105, 148)]
    for told in ("B17", "豆包", "HH-2026-004217", "中华田园犬", "公", "中型", "黄白", "尾号 6789", "流浪",
                 "2026-07-13", "早食", "本周 7月13日—7月19日"):  # fmt: skip
        assert told in written


def test_a_cards_chinese_comes_with_it(chinese_font: None) -> None:
    assert set(fonts_in(cards([Hung(a_dog(), a_stay(), URL)], NOW)).values()) == {True}


def test_a_card_never_shows_the_whole_chip_number() -> None:
    (written,) = words(cards([Hung(a_dog(), a_stay(), URL)], NOW))

    assert "156000123456789" not in written


def test_a_card_photographed_at_the_kennel_opens_the_dogs_page() -> None:
    paper = sheet(cards([Hung(a_dog(), a_stay(), URL)], NOW))

    for seen in ({}, {"turned": 9, "scale": 0.5, "grain": 0.2, "blur": 0.6, "dark": 0.5}):
        assert [code.text for code in codes_on(photographed(paper, **seen))] == [URL]


def test_every_dog_has_a_card_of_its_own_and_one_without_a_tag_has_no_code() -> None:
    card = cards([Hung(a_dog(), a_stay(), URL), Hung(a_dog(name="石头"), a_stay(kennel="E01"), "")], NOW)

    assert sizes(card) == [(105, 148)] * 2
    assert ["石头" in page and "E01" in page for page in words(card)] == [False, True]
    assert [[code.text for code in codes_on(sheet(card, page))] for page in (0, 1)] == [[URL], []]


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({}, "不得离所 · 招领至 7月20日"),
        ({"claim_until": NOW}, "凭交接单离所"),
        ({"custody_basis": "OBSERVATION"}, "伤人观察 · 单独关养，不得离所"),
        ({"custody_basis": "EVIDENCE"}, "涉案 · 未经办案民警同意不得离所"),
        ({"custody_basis": "SEIZED"}, "扣押中 · 不得离所"),
        ({"outcome": "ADOPTED"}, "已离所"),
    ],
)
def test_the_frame_says_what_must_not_be_done_with_this_dog(changed: dict[str, object], rule: str) -> None:
    assert rule_for(a_stay(**changed), NOW) == rule


@pytest.mark.parametrize(
    ("holds", "rule"),
    [
        ({"QUARANTINE": "隔离检疫"}, "不得离所 · 隔离检疫、招领至 7月20日"),
        ({"CLAIM_WINDOW": "招领期", "MEDICAL": "治疗"}, "不得离所 · 治疗、招领至 7月20日"),
        ({"QUARANTINE": "隔离检疫", "RABIES_OBSERVATION": "狂犬病观察"}, "伤人观察 · 单独关养，不得离所"),
        ({"SEIZURE": "扣押"}, "扣押中 · 不得离所"),
    ],
)
def test_the_frame_says_what_keeps_the_dog_whatever_it_came_in_for(holds: dict[str, str], rule: str) -> None:
    assert rule_for(a_stay(), NOW, holds) == rule


def test_a_long_note_ends_in_an_ellipsis_and_breaks_nothing() -> None:
    card = cards([Hung(a_dog(name="名" * 40), a_stay(notes="怕雷声，" * 80), URL)], NOW)

    (written,) = words(card)
    assert "…" in written
    assert [code.text for code in codes_on(sheet(card))] == [URL]


def test_what_is_not_known_is_left_to_be_written_by_hand() -> None:
    bare = a_dog(name=None, chip=None), a_stay(kennel=None, opened_at=None, claim_until=None)

    (written,) = words(cards([Hung(*bare, URL)], NOW))

    assert "还没有名字" in written
    assert "未读到" in written
    assert "＿＿" in written


def test_a_card_is_chinese_where_no_font_is_installed(no_font: None) -> None:
    assert "中华田园犬" in words(cards([Hung(a_dog(), a_stay(), URL)], NOW))[0]
