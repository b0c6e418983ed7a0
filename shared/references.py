"""What a dog is called in a file from elsewhere, as far as it may be told: nothing that names a person."""

import hashlib
import hmac
import json
import re
from collections.abc import Mapping

from shared.persons import names_somebody

OWN = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._/#-]{0,63}")
SEALED = re.compile(r"[0-9a-f]{8}~[0-9a-f]{32}")


def may_be_told(reference: str) -> bool:
    """Whether it is a number of the file's own, or sealed: nobody can read a person out of it."""
    kind, _, own = reference.partition(":")
    sealed = kind in ("row", "csv") and SEALED.fullmatch(own)
    return bool(sealed) or (kind in ("csv", "asm3") and is_number(own))


def is_number(own: str) -> bool:
    """Short, of letters and digits with at least one digit, and neither an id nor a phone number."""
    return bool(OWN.fullmatch(own)) and not names_somebody(own)


class Seal:
    """Makes references out of what must not be told. The same key and words always give the same one.

    Who has no key cannot try out names and numbers. The first eight digits say which key it was.
    """

    def __init__(self, key: bytes) -> None:
        self.key = key
        self.mark = hashlib.sha256(key).hexdigest()[:8]

    def of_number(self, own: str) -> str:
        """The file's own number as it is, or sealed where it looks like a name or a person's number."""
        return f"csv:{own}" if is_number(own) else f"csv:{self._sealed('csv', own)}"

    def of_row(self, cells: Mapping[str, str], nth: int) -> str:
        """Of a row without a number, by all that stands in it; the nth of those that are quite alike."""
        told = sorted((name, value.strip()) for name, value in cells.items() if name and value.strip())
        return self.of_words(json.dumps([told, nth], ensure_ascii=False))

    def of_words(self, words: str) -> str:
        return f"row:{self._sealed('row', words)}"

    def _sealed(self, kind: str, words: str) -> str:
        sealed = hmac.new(self.key, f"{kind}\n{words}".encode(), hashlib.sha256).hexdigest()
        return f"{self.mark}~{sealed[:32]}"
