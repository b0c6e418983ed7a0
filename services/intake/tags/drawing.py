"""Draws tags: the QR code that tells whoever scans it who the dog is."""

from io import BytesIO
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_Q
from qrcode.image.svg import SvgPathImage


def tag_url(public_url: str, code: str) -> str:
    """All upper case: QR's alphanumeric mode then needs a smaller code (29 modules at level Q)."""
    return f"{public_url}/t/{code}".upper()


def draw(url: str) -> qrcode.QRCode[Any]:
    """At error correction Q: a quarter of it may be scratched off; 4 modules of quiet zone."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_Q, box_size=10, border=4)
    code.add_data(url)
    code.make(fit=True)
    return code


def png(url: str) -> bytes:
    """10 pixels a module."""
    drawn = BytesIO()
    draw(url).make_image().save(drawn)
    return drawn.getvalue()


def svg(url: str) -> bytes:
    """One path, in millimetres."""
    drawn = BytesIO()
    draw(url).make_image(image_factory=SvgPathImage).save(drawn)
    return drawn.getvalue()


def modules(url: str) -> list[list[bool]]:
    """Which modules are black, row by row from the top, without the quiet zone."""
    code = draw(url)
    code.border = 0
    return [[bool(black) for black in row] for row in code.get_matrix()]
