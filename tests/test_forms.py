"""A field says what it asks for before anybody types: browsers say it late, in a language of theirs."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
ASKS = re.compile(r'<(?:input|textarea)[^>]*?(?:minlength="(\d+)"|pattern="[^"]+")[^>]*>')
IN_WORDS = {"2": "两", "3": "三"}


def fields() -> Iterator[tuple[str, str, str]]:
    """Page, number and all that is written of each field that asks for a shape or for so many characters."""
    for page in (file for top in ("services", "shared") for file in (ROOT / top).rglob("*.html")):
        text = page.read_text(encoding="utf-8")
        for asks in ASKS.finditer(text):
            begins = text.rfind("<label", 0, asks.start())
            ends = re.search("</div>", text[asks.end() :])
            field = text[begins : asks.end() + (ends.start() if ends else 0)]
            yield page.name, asks[1] or "", re.sub(r'minlength="\d+"', "", field)


def test_a_field_says_how_many_characters_it_wants_and_of_which_kind() -> None:
    found = list(fields())

    silent = [
        (page, field[:120])
        for page, number, field in found
        if f"at_least({number})" not in field
        and not re.search(f"(至少|在) ?({number or '-'}|{IN_WORDS.get(number, '-')}) ?个", field)
        and "2–40 个小写字母" not in field
    ]
    assert len(found) > 20
    assert silent == []
