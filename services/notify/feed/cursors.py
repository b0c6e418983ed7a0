"""Where a reader stands in the feed, as it is told outside: a text that says nothing of what was hidden.

A position counts every event, also those that this reader may not see. So it goes out as one block of AES:
the same place is always the same text, and only who has the key can make one or see which came first.
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from services.notify.feed.rules import Gone
from shared.problems import Unreasonable

BEGINNING = "0"
MARK = b"a place:"  # eight bytes that a text which we did not make does not turn out to begin with
DIGITS = 32


class Cursors:
    """Makes and reads them with the key of this feed, which lies in its store: all replicas say the same."""

    def __init__(self, key: bytes) -> None:
        self._cipher = Cipher(algorithms.AES(key), modes.ECB())  # one block, never the same twice

    def of(self, position: int) -> str:
        """The cursor behind this position."""
        if position == 0:
            return BEGINNING
        return self._cipher.encryptor().update(MARK + position.to_bytes(8)).hex()

    def position(self, cursor: str, staff: bool) -> int:
        """Where it points. Raises `Unreasonable` for one that we did not hand out, `Gone` for one of old."""
        if cursor in ("", BEGINNING):
            return 0
        if cursor.isascii() and cursor.isdigit() and len(cursor) <= 18:
            return _of_old(cursor, staff)
        try:
            block = bytes.fromhex(cursor) if len(cursor) == DIGITS else b""
        except ValueError:
            block = b""
        told = self._cipher.decryptor().update(block)
        if not told.startswith(MARK):
            raise Unreasonable(
                "游标无效：请原样传回上次的 next。",
                "The cursor is not ours: pass the last `next` back as it is.",
            )
        return int.from_bytes(told[len(MARK) :])


def _of_old(cursor: str, staff: bool) -> int:
    """Once it was the number itself. Staff may know numbers, and go on; others would count what is hidden."""
    if staff:
        return int(cursor)
    raise Gone(
        "数字游标已停用（2026-11-29）。请从头，或用 since= 从最后收到的时间读起，按 id 去重；"
        "以后原样传回 next。",
        "Cursors that are numbers ended on 2026-11-29. Begin again, or with since= the time of the last "
        "event that you have; know by its id what you have seen, and pass `next` back as it is from then on.",
        go_on="/notify/v1/events",
    )
