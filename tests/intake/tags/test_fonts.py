"""The font that Chinese is printed in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.intake.tags import fonts
from services.intake.tags.fonts import Face


@pytest.fixture
def no_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which no Chinese font is installed."""
    monkeypatch.setattr(fonts, "PLACES", ("/nowhere.ttc",))
    fonts.use(None)
    fonts.chosen.cache_clear()
    yield
    fonts.use(None)
    fonts.chosen.cache_clear()


@pytest.fixture
def chinese_font() -> None:
    """Skips, saying why, on a machine without one."""
    if not fonts.face().embedded:
        pytest.skip("no Chinese TrueType font is installed here (fonts-wqy-microhei): nothing was embedded")


def test_without_a_font_the_readers_own_is_named_and_the_log_says_so_once(
    no_font: None, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        assert (fonts.face().name, fonts.face().embedded) == ("STSong-Light", False)

    (record,) = caplog.records
    assert (record.levelname, "fonts-wqy-microhei" in record.message) == ("WARNING", True)


def test_a_font_that_is_none_is_passed_over(no_font: None, tmp_path: Path) -> None:
    (tmp_path / "font.ttf").write_bytes(b"no font at all")
    fonts.use(tmp_path / "font.ttf")

    assert not fonts.face().embedded


def test_a_character_that_the_font_lacks_is_marked_and_not_swallowed() -> None:
    embedded = Face("x", "x.ttf", frozenset(map(ord, "青城 AB")))

    assert embedded.printable("青城龘 A😀B\x07") == "青城〓 A〓B"
    assert Face("STSong-Light").printable("青城😀") == "青城〓"
