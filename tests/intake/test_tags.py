"""The tag's QR code."""

from services.intake import tags

URL = tags.tag_url("https://dogs.example.cn", "8K3M7Q2ZT5WB")


def test_a_tags_address_is_all_upper_case() -> None:
    assert URL == "HTTPS://DOGS.EXAMPLE.CN/T/8K3M7Q2ZT5WB"


def test_it_fits_a_tag_of_20_millimetres() -> None:
    assert tags.draw(URL).modules_count <= 33  # with a border of 4, 0.49 mm a module


def test_it_is_drawn_for_the_screen_and_for_print() -> None:
    assert tags.png(URL).startswith(b"\x89PNG")
    assert b"<svg" in tags.svg(URL)
