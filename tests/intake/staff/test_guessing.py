"""Which passwords somebody would guess, and which not."""

import pytest

from services.intake.staff.guessing import Guessable, check, words


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaa", "1234567890", "0987654321", "abcdefghij", "qwertyuiop",
        "1qaz2wsx3edc", "asdfghjkl;", "password123", "P@ssw0rd2026",
        "passwordpassword", "admin12345678", "iloveyou1314", "woaini1314520",
        "Qingcheng2026!", "青城青城青城青城青城", "呼和浩特流浪犬收容所2026", "hohhot2026!!",
        "abcabcabcabc", "wang.fang.1985", "WangFang123456", "fangfangfang",
        "wangwei19851231", "13812345678", "20260713234100", "１２３４５６７８９０",
        "xiaoming520520", "zaq12wsxcde3", "!QAZ2wsx3edc",
    ],
)  # fmt: skip
def test_what_somebody_would_guess_is_refused(password: str) -> None:
    with pytest.raises(Guessable):
        check(password, "wang.fang")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery", "青山隐隐水迢迢", "tR0ub4dor&3", "k7#mQz!4vLp2", "两只黄鹂鸣翠柳一行",
        "monday coffee orange tiger", "stray dogs at noon", "qqq unusual words",
    ],
)  # fmt: skip
def test_what_nobody_foretells_is_taken(password: str) -> None:
    check(password, "wang.fang")


def test_the_list_is_plain() -> None:
    assert len(words()) > 1400
    assert all(word == word.casefold() and len(word) >= 2 for word in words())
