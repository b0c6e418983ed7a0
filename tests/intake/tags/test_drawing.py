"""The tag's QR code."""

import zxingcpp

from services.intake.tags import drawing
from tests.intake.tags.paper import picture

URL = drawing.tag_url("https://dogs.example.cn", "8K3M7Q2ZT5WB")


def test_a_tags_address_is_all_upper_case() -> None:
    assert URL == "HTTPS://DOGS.EXAMPLE.CN/T/8K3M7Q2ZT5WB"


def test_it_fits_a_tag_of_20_millimetres() -> None:
    assert len(drawing.modules(URL)) <= 33  # with a border of 4, 0.49 mm a module


def test_it_is_drawn_for_the_screen_and_for_print() -> None:
    assert b"<svg" in drawing.svg(URL)
    assert [one.text for one in zxingcpp.read_barcodes(picture(drawing.png(URL)))] == [URL]
