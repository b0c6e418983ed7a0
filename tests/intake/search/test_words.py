"""The words under which a stay is found."""

from datetime import UTC, datetime
from typing import Any

from services.intake.search.words import line_of, words_of

STAY: dict[str, Any] = {
    "stay_no": "HH-2026-004217", "status": "HOLDING", "custody_basis": "STRAY", "operation_id": "a-b-c",
    "kennel": "B05", "division": "150105", "opened_at": datetime(2026, 7, 13, 17, 0, tzinfo=UTC),
    "found_text": "大学西路", "taken_in_by": "张伟", "name": "豆包", "sex": "male", "breed": "RURAL",
    "colour": "YWW", "chip": "156000123456789", "operation": "第17次联合行动",
}  # fmt: skip
NOTHING_KNOWN = dict.fromkeys(STAY, "") | {"stay_no": "HH-2026-000001", "opened_at": None}


def test_each_chinese_character_is_a_word_and_latin_letters_stay_together() -> None:
    assert words_of("赛罕区12号Golden") == "赛 罕 区 12 号 golden"


def test_full_width_letters_and_punctuation_make_no_difference() -> None:
    assert words_of("ＨＨ－２０２６、（小黄）") == "hh 2026 小 黄"


def test_a_stay_is_found_by_what_is_known_of_it_in_both_languages() -> None:
    line = line_of(STAY, ["8K3M7Q2ZT5WB"])

    for words in ("hh 2026 004217", "招 领 中", "male", "156000123456789", "豆 包", "张 伟",
                  "4217", "b05", "第 17 次 联 合 行 动", "8k3m7q2zt5wb", "saihan",
                  "赛 罕 区 大 学 西 路"):  # fmt: skip
        assert f" {words} " in f"{line} ", words


def test_its_day_is_the_day_in_the_city() -> None:
    """17:00 on 13 July in UTC is one o'clock on the 14th in Hohhot."""
    marks = line_of(STAY, []).split()

    assert {"zzday2026", "zzday202607", "zzday20260714"} <= set(marks)


def test_its_status_and_its_operation_are_marked_for_exact_filters() -> None:
    assert {"zzstatusholding", "zzoperationabc"} <= set(line_of(STAY, []).split())


def test_a_stay_of_which_little_is_known_has_a_line_too() -> None:
    assert "hh 2026 000001 1" in line_of(NOTHING_KNOWN, [])
