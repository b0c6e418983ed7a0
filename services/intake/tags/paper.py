"""Drawing on paper: in millimetres from the top left, black on white, in a font that has Chinese."""

from datetime import datetime
from io import BytesIO
from threading import Lock

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from services.intake.tags import drawing
from services.intake.tags.fonts import Face, face

ELLIPSIS = "…"
PRINTING = Lock()  # reportlab keeps its fonts' state in one place


class Paper:
    """A PDF of so many millimetres."""

    def __init__(self, width: float, height: float, title: str) -> None:
        self.height, self.face = height, face()
        self.made = BytesIO()
        self.canvas = Canvas(self.made, pagesize=(width * mm, height * mm), pageCompression=1, invariant=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor("青城 Qingcheng")
        self.canvas.setViewerPreference("PrintScaling", "None")

    def turn(self) -> None:
        """The next page."""
        self.canvas.showPage()

    def finish(self) -> bytes:
        self.canvas.save()
        return self.made.getvalue()

    def words(
        self, x: float, y: float, text: str, size: float = 8.5, room: float = 0, right: bool = False,
        grey: bool = False,
    ) -> None:  # fmt: skip
        """One line on the baseline `y`; `size` in points. What does not fit in `room` ends in an ellipsis."""
        told = self.face.printable(text)
        told = shorten(told, size, room, self.face) if room else told
        self.canvas.setFont(self.face.name, size)
        self.canvas.setFillGray(0.25 if grey else 0)
        put = self.canvas.drawRightString if right else self.canvas.drawString
        put(x * mm, self._up(y), told)

    def line(self, x: float, y: float, to_x: float, to_y: float, width: float = 0.2) -> None:
        self.canvas.setLineWidth(width * mm)
        self.canvas.line(x * mm, self._up(y), to_x * mm, self._up(to_y))

    def box(self, x: float, y: float, width: float, height: float, line: float = 0.2) -> None:
        self.canvas.setLineWidth(line * mm)
        self.canvas.rect(x * mm, self._up(y + height), width * mm, height * mm)

    def code(self, x: float, y: float, size: float, url: str) -> None:
        """A QR code `size` mm wide, without its quiet zone: leave four modules of white around it."""
        rows = drawing.modules(url)
        one = size / len(rows)
        path = self.canvas.beginPath()
        for row, black in enumerate(rows):
            for start, end in _runs(black):
                top = self._up(y + (row + 1) * one)
                path.rect((x + start * one) * mm, top, (end - start) * one * mm, one * mm)
        self.canvas.setFillGray(0)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def _up(self, y: float) -> float:
        """PDF counts from the bottom."""
        return (self.height - y) * mm


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    """Neighbours are drawn as one, or a printer shows hair lines between them."""
    edges = [i for i in range(len(row) + 1) if (i < len(row) and row[i]) != (i > 0 and row[i - 1])]
    return list(zip(edges[::2], edges[1::2], strict=True))


def shorten(text: str, size: float, room: float, type_: Face) -> str:
    """As much of it as goes into so many millimetres."""
    if stringWidth(text, type_.name, size) <= room * mm:
        return text
    while text and stringWidth(text + ELLIPSIS, type_.name, size) > room * mm:
        text = text[:-1]
    return text + ELLIPSIS


def day(at: datetime) -> str:
    """7月21日"""
    return f"{at.month}月{at.day}日"
