"""The font that Chinese is printed in, chosen once: a TrueType one goes into the file, else none does."""

import logging
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont

NAME = "qingcheng"
NOT_EMBEDDED = "STSong-Light"
WIDEST = 0xFFFF  # the font that is not embedded has nothing beyond it
GETA = "〓"  # what printers have always set for a character that they lack
PLACES = (  # with TrueType outlines, as reportlab needs them: Noto's CJK fonts have others
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",  # Debian, Ubuntu, our image
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/wqy-microhei-fonts/wqy-microhei.ttc",  # Fedora
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-zenhei-fonts/wqy-zenhei.ttc",
    "/usr/share/fonts/wenquanyi/wqy-microhei/wqy-microhei.ttc",  # Arch
    "/System/Library/Fonts/STHeiti Light.ttc",  # macOS
    "/System/Library/Fonts/Supplemental/Songti.ttc",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Face:
    """A font's name for reportlab, the file that it is from, and the characters that it has."""

    name: str
    file: str = ""
    characters: frozenset[int] = frozenset()

    @property
    def embedded(self) -> bool:
        return bool(self.file)

    def has(self, character: str) -> bool:
        return ord(character) in self.characters if self.embedded else ord(character) <= WIDEST

    def printable(self, text: str) -> str:
        """The text with a mark for each character that would come out as nothing or as another."""
        return "".join(c if self.has(c) else GETA for c in text if c.isprintable())


_named: Path | None = None


def use(font: Path | None) -> None:
    """The font that the settings name: chosen once, when the app is made."""
    global _named
    _named = font


def face() -> Face:
    """The named font, else the first of the known places, else the reader's own Song type, with a warning."""
    return chosen(_named)


@lru_cache
def chosen(named: Path | None) -> Face:
    """It is read once, and what is lacking is said once."""
    for place in (named, *PLACES) if named else PLACES:
        if found := _read(Path(place)):
            return found
    log.warning(
        "没有可嵌入的中文字体，犬牌标签和犬舍卡在别的电脑上可能空白：请安装 fonts-wqy-microhei，"
        "或用 QINGCHENG_FONT 指明一个 TrueType 字体。No Chinese font to embed: labels and cards may be blank "
        "elsewhere; install fonts-wqy-microhei or name a TrueType font in QINGCHENG_FONT."
    )
    pdfmetrics.registerFont(UnicodeCIDFont(NOT_EMBEDDED))
    return Face(NOT_EMBEDDED)


def _read(file: Path) -> Face | None:
    """Nothing for a file that is not there, or whose outlines cannot be put into a PDF."""
    try:
        font = TTFont(NAME, str(file))
    except (OSError, TTFError):
        return None
    characters = frozenset(font.face.charToGlyph)
    if not {ord(c) for c in "青城A1"} <= characters:
        return None
    pdfmetrics.registerFont(font)
    return Face(NAME, file.name, characters)
