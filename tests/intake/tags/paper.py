"""What was printed, as somebody with scissors, a ruler and a telephone sees it."""

import random
from http.client import HTTPConnection
from io import BytesIO
from typing import NamedTuple

import pypdfium2
import zxingcpp
from PIL import Image, ImageFilter

from tests.servers import Client

DOT = 10  # per millimetre
POINTS = 72 / 25.4


class Fetched(NamedTuple):
    """An answer in bytes."""

    status: int
    kind: str
    body: bytes


class Code(NamedTuple):
    """A QR code on a page: what it says, where its top left corner is and how wide it is, in mm."""

    text: str
    x: float
    y: float
    width: float


def fetch(client: Client, path: str, **headers: str) -> Fetched:
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    if client.token:
        headers["Authorization"] = f"Bearer {client.token}"
    connection = HTTPConnection("127.0.0.1", client.port, timeout=30)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Fetched(answer.status, answer.headers["Content-Type"], answer.read())
    finally:
        connection.close()


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Of every page, in millimetres."""
    return [
        (round(page.get_width() / POINTS), round(page.get_height() / POINTS))
        for page in pypdfium2.PdfDocument(pdf)
    ]


def words(pdf: bytes) -> list[str]:
    """What is written on every page."""
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def fonts_in(pdf: bytes) -> dict[str, bool]:
    """The fonts that the first page uses, and whether each is inside the file."""
    page = pypdfium2.PdfDocument(pdf)[0]
    used = [one.get_font() for one in page.get_objects([pypdfium2.raw.FPDF_PAGEOBJ_TEXT])]
    return {font.get_base_name(): font.is_embedded for font in used}


def sheet(pdf: bytes, page: int = 0) -> Image.Image:
    """A page as it comes out of a printer."""
    rendered: Image.Image = pypdfium2.PdfDocument(pdf)[page].render(scale=DOT / POINTS).to_pil().convert("L")
    return rendered


def picture(file: bytes) -> Image.Image:
    return Image.open(BytesIO(file)).convert("L")


def photographed(
    paper: Image.Image, turned: float = 0, leaning: float = 0, scale: float = 1, grain: float = 0,
    blur: float = 0, dark: float = 0,
) -> Image.Image:  # fmt: skip
    """The paper as a telephone sees it: at an angle, from the side, small, noisy, unsharp, at night."""
    width, height = paper.size
    seen = paper.transform(
        (int(width + leaning * height), height), Image.Transform.AFFINE, (1, -leaning, 0, 0, 1, 0),
        Image.Resampling.BICUBIC, fillcolor=255,
    )  # fmt: skip
    seen = seen.rotate(turned, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    seen = seen.resize((int(seen.width * scale), int(seen.height * scale)), Image.Resampling.LANCZOS)
    seen = seen.filter(ImageFilter.GaussianBlur(blur)).point(lambda light: int(light * (1 - dark) + 8))
    noise = Image.frombytes("L", seen.size, random.Random(7).randbytes(seen.width * seen.height))
    return Image.blend(seen, noise, grain)


def codes_on(seen: Image.Image) -> list[Code]:
    """Row by row from the top, as `zxing` reads them."""
    found = [
        Code(one.text, one.position.top_left.x / DOT, one.position.top_left.y / DOT,
             (one.position.top_right.x - one.position.top_left.x) / DOT)
        for one in zxingcpp.read_barcodes(seen, formats=zxingcpp.BarcodeFormat.QRCode)
    ]  # fmt: skip
    return sorted(found, key=lambda code: (round(code.y / 10), code.x))
