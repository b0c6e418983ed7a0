"""A service's own keys, each known to the store by its fingerprint: none is replaced in silence.

A key that was never there is made. One that is lost, or another in its place, is not: the service goes on
without what that key opens, says so, and goes on as before once the right file is back. Who has no backup of
it says so with `qingcheng keys accept`, on record. A key that seals nothing, as the one that signs log-ins,
is made anew by itself; that stands in the records too, until somebody has accepted it.
"""

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from shared import clock, keys
from shared.rail import reasons
from shared.rail.reasons import Reason
from shared.refusal import Refusal
from shared.sealed import KeyMissing, Sealer
from shared.settings import Settings
from shared.store import Store, Work, insert_new, intervene, known_keys

log = logging.getLogger(__name__)
LOOK_EVERY = 1.0  # seconds between two looks for a key that is missing
MADE_ANEW, ACCEPTED = "make key anew", "accept key"
KNOWN = known_keys.c


def _random() -> bytes:
    return secrets.token_bytes(32)


def _is_32_bytes(held: bytes) -> bool:
    return len(held) == 32


@dataclass(frozen=True, slots=True)
class Key:
    """What lies in NAME.key: 32 random bytes, unless it says otherwise.

    `seals` is the table whose rows only this key opens: where there are some, it must have been there.
    `public` makes the half of it that everybody may see, and whose file follows it.
    """

    name: str
    seals: Any = None
    fresh: Callable[[], bytes] = _random
    fits: Callable[[bytes], bool] = _is_32_bytes
    public: Callable[[bytes], bytes] | None = None
    may_be_made_anew: bool = False


class Keyring:
    """The keys that may be used just now, and of each other why not."""

    def __init__(self, store: Store, settings: Settings, own: Sequence[Key]) -> None:
        self.store, self.settings, self.own = store, settings, own
        self.in_hand: dict[str, bytes] = {}
        self.made_anew: dict[str, bool] = {}
        self.not_made: dict[str, str] = {}  # why
        self.looked = 0.0

    def key(self, name: str) -> bytes:
        """Raises `KeyMissing` while it is not the one that the store knows."""
        if held := self._find(name):
            return held
        raise KeyMissing

    def sealer(self, name: str) -> Sealer:
        """With the key of that name; without it, one that opens and seals nothing."""
        return Sealer(self._find(name))

    def _find(self, name: str) -> bytes | None:
        if name not in self.in_hand and time.monotonic() > self.looked + LOOK_EVERY:
            self.look()
        return self.in_hand.get(name)

    def take_up(self) -> None:
        """On every start: makes what was never there, and says of every other what is wrong with it."""
        for key in self.own:
            try:
                with self.store.write() as work:
                    self._begin(key, work)
            except OSError as error:
                self.not_made[key.name] = error.strerror or str(error)
        for reason in self.look():
            log.error("%s %s", reason.what, reason.do)

    def _begin(self, key: Key, work: Work) -> None:
        known, file = self._known(work).get(key.name), self.file_of(key)
        lost = not file.exists() and (known is not None or _has_sealed(key, work))
        if lost and not key.may_be_made_anew:
            return
        held = keys.keep(file, key.fresh())
        if not key.fits(held):
            return
        if known is None:
            _note(key, held, False, work)
        elif key.may_be_made_anew and keys.fingerprint(held) != known.fingerprint:
            log.error("%s is not the one that was there before: whoever was logged in is so no more", file)
            _note(key, held, True, work)
            told = {"key": key.name, "before": known.fingerprint, "now": keys.fingerprint(held)}
            intervene(work, "qingcheng", "原密钥不见了 the key was lost or replaced", MADE_ANEW, told)

    def look(self) -> list[Reason]:
        """What is wrong with each just now. One that is back where it was is used again."""
        if not self.own:
            return []
        self.looked = time.monotonic()
        with self.store.read() as work:
            known = self._known(work)
        self.made_anew = {key.name: bool(known[key.name].made_anew) for key in self.own if key.name in known}
        return [reason for key in self.own if (reason := self._judge(key, known.get(key.name)))]

    def _judge(self, key: Key, known: Any) -> Reason | None:
        file, held = self.file_of(key), self.in_hand.get(key.name)
        if held and known and keys.fingerprint(held) != known.fingerprint:
            del self.in_hand[key.name]  # another was accepted
        try:
            there = file.read_bytes()
            if not key.fits(there):
                return reasons.KEY_UNUSABLE.about(file=file, error=f"{len(there)} bytes that are no key")
            if known and keys.fingerprint(there) != known.fingerprint:
                return self._about(reasons.KEY_FOREIGN, key)
            self.in_hand[key.name] = there
            if key.public:
                keys.follow(self.settings.public_key_file, key.public(there))
        except FileNotFoundError:
            if why_not := self.not_made.get(key.name):
                return reasons.KEY_UNUSABLE.about(file=file, error=why_not)
            return self._about(reasons.KEY_MISSING, key)
        except OSError as error:
            return reasons.KEY_UNUSABLE.about(file=error.filename or file, error=error.strerror)
        return None

    def _about(self, reason: Reason, key: Key) -> Reason:
        return reason.about(file=self.file_of(key), name=key.name)

    def file_of(self, key: Key) -> Path:
        return self.settings.key_folder / f"{key.name}.key"

    def _known(self, work: Work) -> dict[str, Any]:
        return {row.name: row for row in work.connection().execute(sa.select(known_keys))}

    def accept(self, name: str, who: str, why: str) -> None:
        """The key that is there is the right one from now on, or a new one; on record. Raises `Refusal`."""
        [key] = [key for key in self.own if key.name == name]
        with self.store.write() as work:
            known = self._known(work).get(name)
            held = keys.keep(self.file_of(key), key.fresh())
            if not key.fits(held):
                raise Refusal(
                    f"{self.file_of(key)} 不是密钥：请先移到别处再试。",
                    "It is no key: move it elsewhere first.",
                )
            before, now = known.fingerprint if known else "", keys.fingerprint(held)
            if known and before == now and not known.made_anew:
                raise Refusal(f"{name} 正是所知的密钥，无需确认。", "It is the known one: nothing to accept.")
            _note(key, held, False, work)
            intervene(work, who, why, ACCEPTED, {"key": name, "before": before, "now": now})


def _has_sealed(key: Key, work: Work) -> bool:
    return key.seals is not None and work.execute(sa.select(key.seals).limit(1)).first() is not None


def _note(key: Key, held: bytes, made_anew: bool, work: Work) -> None:
    told = {"fingerprint": keys.fingerprint(held), "since": clock.text(clock.now()), "made_anew": made_anew}
    work.connection().execute(insert_new(work, known_keys), {"name": key.name} | told)
    work.connection().execute(sa.update(known_keys).where(KNOWN.name == key.name).values(told))
