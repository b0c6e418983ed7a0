"""What somebody means by what they type."""

from datetime import date

import pytest

from services.intake.search.rules import DatesTurnedRound, Phrase, parse, query

TODAY = date(2026, 7, 14)


def said(q: str) -> list[list[str]]:
    return [[phrase.words for phrase in term] for term in parse(q, TODAY)]


def test_words_between_spaces_or_commas_must_all_be_true() -> None:
    assert said(" 赛罕区，黄  公") == [["赛 罕 区"], ["黄"], ["公"]]


def test_a_colour_or_a_sex_may_be_said_as_people_say_it() -> None:
    assert said("白色 黑狗 公犬") == [["白 色", "白"], ["黑 狗", "黑"], ["公 犬", "公"]]
    assert said("三色 警犬") == [["三 色"], ["警 犬"]]


def test_a_long_latin_word_or_number_may_go_on() -> None:
    assert parse("gol", TODAY) == [(Phrase("gol", open_end=True),)]
    assert parse("4217", TODAY) == [(Phrase("4217", open_end=True),)]
    assert parse("17", TODAY) == [(Phrase("17"),)]
    assert parse("黄", TODAY) == [(Phrase("黄"),)]


def test_the_beginning_of_a_stay_number_is_enough() -> None:
    assert parse("hh-2026-0042", TODAY) == [(Phrase("hh 2026 0042", open_end=True),)]
    assert parse("HH-20", TODAY) == [(Phrase("hh 20", open_end=True),)]


@pytest.mark.parametrize(
    "typed", ["8K3M7Q2ZT5WB", "8k3m-7q2z-t5wb", "https://dogs.example/T/8K3M7Q2ZT5WB", "/t/8k3m7q2zt5wb"]
)
def test_a_tag_is_understood_however_it_is_written(typed: str) -> None:
    assert "8k3m7q2zt5wb" in said(typed)[0]


def test_letters_that_people_write_for_digits_are_read_as_digits() -> None:
    assert "0k3m1q1zt5wb" in said("OK3MIQLZT5WB")[0]


@pytest.mark.parametrize(
    "typed", ["156000123456789", "156 000123456789", "156-000-123-456-789", "09C.00075BCD15"]
)
def test_a_chip_is_understood_however_a_reader_shows_it(typed: str) -> None:
    assert len(said(typed)) == 1
    assert "156000123456789" in said(typed)[0]


def test_a_day_is_a_mark_and_a_week_is_seven() -> None:
    assert said("昨天") == [["zzday20260713"]]
    assert len(said("last week")[0]) == 7


def test_filters_are_marks_beside_the_words() -> None:
    asked = query("黄", TODAY, "RECLAIM_PENDING", "a-b", date(2026, 7, 1), date(2026, 7, 31))

    assert [[phrase.words for phrase in term] for term in asked] == [
        ["黄"], ["zzstatusreclaimpending"], ["zzoperationab"], ["zzday202607"]
    ]  # fmt: skip


def test_an_open_range_of_days_has_an_end() -> None:
    assert len(query("", TODAY, since=date(2026, 1, 1))[0]) < 100


def test_dates_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(DatesTurnedRound):
        query("", TODAY, since=date(2026, 7, 2), until=date(2026, 7, 1))


@pytest.mark.parametrize("typed", ["", "   ", "，、", '"', "'", "*", "AND (", "🐕"])
def test_what_has_no_words_asks_for_nothing_odd(typed: str) -> None:
    assert all(phrase.words.isalnum() for term in parse(typed, TODAY) for phrase in term)


def test_a_novel_in_the_box_is_cut() -> None:
    assert len(parse("字 " * 50, TODAY)) == 20
