"""Sheets of labels: measured with a ruler, and photographed with a telephone."""

import pytest

from services.intake.tags import drawing, fonts, sheets
from services.intake.tags.sheets import CODE, FROM_LEFT, FROM_TOP, HEIGHT, WIDTH, Label, place_of
from shared.ids import crockford
from tests.intake.tags.paper import DOT, POINTS, codes_on, fonts_in, photographed, sheet, sizes, words
from tests.intake.tags.test_fonts import chinese_font as chinese_font
from tests.intake.tags.test_fonts import no_font as no_font


def labels(many: int) -> list[Label]:
    codes = [crockford() for _ in range(many)]
    return [
        Label(f"7-{nth:03d}", code, drawing.tag_url("https://dogs.example.cn", code))
        for nth, code in enumerate(codes, 1)
    ]


def test_a_sheet_is_a4_and_has_24_labels_and_the_25th_is_on_the_next() -> None:
    assert sizes(sheets.sheets(labels(24), "第 7 批")) == [(210, 297)]
    assert sizes(sheets.sheets(labels(25), "第 7 批")) == [(210, 297)] * 2


def test_every_code_stands_where_its_label_is_and_is_20_millimetres_wide() -> None:
    printed = labels(24)

    codes = codes_on(sheet(sheets.sheets(printed, "第 7 批")))

    assert [code.text for code in codes] == [label.url for label in printed]
    for nth, code in enumerate(codes):
        x, y = place_of(nth)
        assert (code.x, code.y) == pytest.approx((x + FROM_LEFT, y + FROM_TOP), abs=0.3)
        assert code.width == pytest.approx(CODE, abs=0.4)


def test_a_code_has_its_quiet_zone() -> None:
    module = CODE / len(drawing.modules(labels(1)[0].url))

    assert min(FROM_LEFT, FROM_TOP, sheets.TEXT - FROM_LEFT - CODE) >= 4 * module


def test_no_label_lies_outside_the_sheet() -> None:
    x, y = place_of(23)

    assert x + WIDTH <= 210 - 5
    assert y + HEIGHT <= sheets.FOOT


def test_a_sheet_that_was_begun_is_used_up() -> None:
    codes = codes_on(sheet(sheets.sheets(labels(3), "第 7 批", first=22)))
    rest = codes_on(sheet(sheets.sheets(labels(3), "第 7 批", first=22), page=1))

    assert [(round(code.x), round(code.y)) for code in codes] == [
        tuple(round(at + by) for at, by in zip(place_of(nth), (FROM_LEFT, FROM_TOP), strict=True))
        for nth in (22, 23)
    ]
    assert len(rest) == 1


def test_a_label_says_its_number_and_its_code_for_who_has_no_telephone() -> None:
    (label,) = labels(1)

    (written,) = words(sheets.sheets([label], "第 7 批"))

    for told in ("7-001", label.code[:4], "呼和浩特市犬只留检所", "12345", "100 mm", "第 7 批"):
        assert told in written


def test_chinese_comes_with_the_sheet_and_every_character_has_a_shape_of_its_own(chinese_font: None) -> None:
    pdf = sheets.sheets(labels(24), "第 7 批")
    paper, character = sheet(pdf), 7 / POINTS * DOT  # 7 points, as wide as they are high
    left, base = (int(DOT * at) for at in (place_of(0)[0] + sheets.TEXT, place_of(0)[1] + 10.0))

    shapes = set()
    for nth in range(len(sheets.FACILITY)):
        x = int(left + nth * character)
        box = paper.crop((x, int(base - character), int(x + character), base))
        shapes.add(box.resize((12, 12)).tobytes())

    assert set(fonts_in(pdf).values()) == {True}
    assert len(shapes) == len(sheets.FACILITY)  # boxes would be all alike
    assert len(pdf) < 100_000  # only the characters that are on it


def test_the_line_at_the_foot_is_100_millimetres_long() -> None:
    foot = sheet(sheets.sheets(labels(1), "第 7 批")).crop((0, 2885, 2100, 2895))
    black = [x for x in range(foot.width) if min(foot.getpixel((x, y)) for y in range(foot.height)) < 128]

    ruler = [x for x in black if x < 1110]
    assert (ruler[-1] - ruler[0]) / DOT == pytest.approx(100, abs=0.5)


@pytest.mark.parametrize(
    "seen",
    [
        {}, {"turned": 7}, {"turned": 180}, {"scale": 0.35}, {"grain": 0.3}, {"blur": 2.2}, {"dark": 0.7},
        {"leaning": 0.2},
        {"turned": -12, "leaning": 0.1, "scale": 0.6, "grain": 0.15, "blur": 0.8, "dark": 0.4},
    ],
    ids=lambda seen: "-".join(seen) or "straight",
)  # fmt: skip
def test_a_code_photographed_off_the_paper_is_read(seen: dict[str, float]) -> None:
    printed = labels(24)
    paper = sheet(sheets.sheets(printed, "第 7 批"))

    for nth in (0, 13, 23):
        x, y = (DOT * at for at in place_of(nth))
        label = paper.crop((int(x), int(y), int(x + DOT * WIDTH), int(y + DOT * HEIGHT)))
        read = codes_on(photographed(label, **seen))
        assert [code.text for code in read] == [printed[nth].url]


def test_a_tag_that_is_scratched_is_still_read() -> None:
    (label,) = labels(1)
    paper = sheet(sheets.sheets([label], "第 7 批"))
    x, y = (int(DOT * at) for at in place_of(0))

    paper.paste(255, (x + 130, y + 150, x + 180, y + 200))  # 5 × 5 mm of 20 × 20 are gone

    assert [code.text for code in codes_on(paper)] == [label.url]


def test_the_codes_are_read_where_no_font_is_installed(no_font: None) -> None:
    (label,) = labels(1)

    printed = sheets.sheets([label], "第 7 批")

    assert not fonts.face().embedded
    assert not any(fonts_in(printed).values())
    assert [code.text for code in codes_on(sheet(printed))] == [label.url]
    assert "呼和浩特市犬只留检所" in words(printed)[0]
