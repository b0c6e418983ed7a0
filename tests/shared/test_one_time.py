"""One-time codes, without anybody who sends them."""

from datetime import UTC, datetime, timedelta

from shared import one_time

NOW = datetime(2026, 7, 14, 4, 0, tzinfo=UTC)
KEY = b"k" * 32
UNTIL = NOW + one_time.LASTS


def tried(code: str, tries: int = 0, at: datetime = NOW, of: str = "slip", key: bytes = KEY) -> str:
    kept = one_time.mark("042117", "slip", KEY)
    return one_time.outcome(code, of, kept, UNTIL, tries, at, key)


def test_a_code_has_six_digits_and_no_two_are_alike_for_long() -> None:
    codes = {one_time.fresh() for _ in range(200)}

    assert all(len(code) == 6 and code.isdigit() for code in codes)
    assert len(codes) > 190


def test_the_right_one_is_right_five_times_and_for_five_minutes() -> None:
    assert tried("042117") == tried("042117", tries=4) == "RIGHT"
    assert tried("042117", at=UNTIL - timedelta(seconds=1)) == "RIGHT"
    assert tried("042117", tries=5) == "SPENT"
    assert tried("042117", at=UNTIL) == "OVER"


def test_another_is_wrong_and_what_is_kept_is_good_for_nothing_else() -> None:
    assert tried("042118") == "WRONG"
    assert tried("042117", of="another slip") == tried("042117", key=b"l" * 32) == "WRONG"
    assert "042117" not in one_time.mark("042117", "slip", KEY)
    assert one_time.outcome("", "slip", None, None, 0, NOW, KEY) == "OVER"
