"""Sheets of labels: A4, 24 of 64 × 34 mm each, the QR code 20 mm wide."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.intake.tags.paper import PRINTING, Paper
from services.intake.tags.rules import LABELS_ON_A_SHEET
from shared.pages import grouped

COLUMNS, WIDTH, HEIGHT = 3, 64.0, 34.0
LEFT, TOP = 9.0, 12.0
CODE, FROM_LEFT, FROM_TOP = 20.0, 3.0, 7.0
TEXT, ROOM = 27.0, 35.5
FACILITY = "呼和浩特市犬只留检所"
INVITATION = "扫码看它是谁 · 12345"
RULER, FOOT = 100.0, 289.0


@dataclass(frozen=True)
class Label:
    """What one label says: the large number, the code, and the address in the QR code."""

    number: str
    code: str
    url: str


def place_of(nth: int) -> tuple[float, float]:
    """The top left corner of the nth label of a sheet, in mm."""
    row, column = divmod(nth, COLUMNS)
    return LEFT + column * WIDTH, TOP + row * HEIGHT


def sheets(labels: Sequence[Label], title: str, first: int = 0) -> bytes:
    """A PDF of as many sheets as it takes. `first` labels of the first sheet are used up already."""
    with PRINTING:
        paper = Paper(210, 297, title)
        for nth, label in enumerate(labels, first):
            on_sheet = nth % LABELS_ON_A_SHEET
            if on_sheet == 0 and nth > first:
                paper.turn()
            if on_sheet == 0 or nth == first:
                _margin(paper, title)
            _draw(paper, label, *place_of(on_sheet))
        return paper.finish()


def _draw(paper: Paper, label: Label, x: float, y: float) -> None:
    paper.canvas.setStrokeGray(0.6)
    paper.canvas.setDash(2, 2)
    paper.box(x, y, WIDTH, HEIGHT, 0.1)
    paper.canvas.setDash()
    paper.canvas.setStrokeGray(0)
    paper.code(x + FROM_LEFT, y + FROM_TOP, CODE, label.url)
    paper.words(x + TEXT, y + 10.0, FACILITY, 7, ROOM, grey=True)
    paper.words(x + TEXT, y + 16.5, label.number, 15, ROOM)
    paper.words(x + TEXT, y + 21.5, grouped(label.code), 9, ROOM)
    paper.words(x + TEXT, y + 26.0, INVITATION, 7, ROOM, grey=True)


def _margin(paper: Paper, title: str) -> None:
    """A ruler: whoever prints at the wrong scale sees it before the labels are on dogs."""
    paper.line(LEFT, FOOT, LEFT + RULER, FOOT, 0.2)
    for end in (LEFT, LEFT + RULER):
        paper.line(end, FOOT - 1.5, end, FOOT + 1.5, 0.2)
    paper.words(LEFT + RULER + 3, FOOT + 1, "此线应长 100 mm，请按 100% 打印", 7, 50, grey=True)
    paper.words(201, FOOT + 1, title, 7, 36, right=True, grey=True)
