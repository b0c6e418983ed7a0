"""Dead letters: what one service could not take in, and what people do about it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import sqlalchemy as sa

from shared.ears import Ears
from shared.envelope import Envelope, Unreadable, from_fields
from shared.rail.letters import ADVICE, STAYS, Fate, Group, Letter, Outcome, read_letter
from shared.rail.listener import DEAD
from shared.rail.writer import Writer
from shared.store import StoreUnavailable, Work, intervene
from shared.tables import inbox

AT_ONCE = 200  # letters read in one command
TOGETHER = 100  # letters that are redriven in one go
LONGEST_ERROR = 500


class DeadLetters:
    """The dead letters of one service. Every command names one key, so that a Cluster takes it."""

    def __init__(self, ears: Ears, writer: Writer, redis: Any) -> None:
        self.ears, self.writer, self.redis = ears, writer, redis
        self.stream = DEAD.format(group=ears.group)

    async def count(self) -> int:
        return int(await self.redis.xlen(self.stream))

    async def get(self, entry: str, restricted_too: bool = True) -> Letter | None:
        found = await self.redis.xrange(self.stream, entry, entry)
        for at, fields in found:
            return read_letter(at, fields, restricted_too)
        return None

    async def each(
        self, after: str = "", key: str = "", restricted_too: bool = True
    ) -> AsyncIterator[Letter]:
        """From the oldest on, or after an entry; only one group if its key is given."""
        while found := await self.redis.xrange(self.stream, f"({after}" if after else "-", "+", AT_ONCE):
            for entry, fields in found:
                letter = read_letter(entry, fields, restricted_too)
                after = letter.entry
                if key in ("", letter.key):
                    yield letter

    async def some(
        self, limit: int, after: str = "", key: str = "", restricted_too: bool = True
    ) -> tuple[list[Letter], str | None]:
        """So many at most, and the entry to go on after, if there may be more."""
        found: list[Letter] = []
        async for letter in self.each(after, key, restricted_too):
            found.append(letter)
            if len(found) == limit:
                return found, letter.entry
        return found, None

    async def groups(self, restricted_too: bool = True) -> list[Group]:
        """The largest first."""
        groups: dict[str, Group] = {}
        async for letter in self.each(restricted_too=restricted_too):
            at = letter.why.get("at", "")
            group = groups.setdefault(
                letter.key,
                Group(key=letter.key, type=letter.told("type"), error=letter.headline, count=0, first=at,
                      last=at, example=letter.entry),
            )  # fmt: skip
            group.count, group.last = group.count + 1, max(group.last, at)
        return sorted(groups.values(), key=lambda group: -group.count)

    async def redrive(self, letters: Sequence[Letter], who: str, why: str) -> list[Outcome]:
        """Tries each again, here and now. What succeeds is applied and recorded in one transaction, then
        taken out of the stream; what fails stays. Raises `StoreUnavailable` and what Redis raises: then
        some may be applied and still lie there, and trying them again changes nothing.
        """
        outcomes: list[Outcome] = []
        for start in range(0, len(letters), TOGETHER):
            some = letters[start : start + TOGETHER]
            tried = await asyncio.gather(
                *(self._redrive(letter, who, why) for letter in some), return_exceptions=True
            )
            met = [outcome for outcome in tried if isinstance(outcome, Outcome)]
            await self._remove([outcome.entry for outcome in met if outcome.outcome not in STAYS])
            if raised := [error for error in tried if isinstance(error, BaseException)]:
                raise raised[0]
            outcomes += met
        return outcomes

    async def _redrive(self, letter: Letter, who: str, why: str) -> Outcome:
        try:
            envelope = from_fields(letter.fields)
            if not self.ears.hears(envelope, letter.why.get("stream", "")):
                return letter.met("unheard")
            return letter.met(await self.writer.do(self._again(letter, envelope, who, why)))
        except Unreadable as error:
            return letter.met("unreadable", f"{ADVICE['unreadable']} ({error})")
        except StoreUnavailable:
            raise
        except Exception as error:
            return letter.met("failed", f"{type(error).__name__}: {error}"[:LONGEST_ERROR])

    def _again(self, letter: Letter, envelope: Envelope, who: str, why: str) -> Callable[[Work], Fate]:
        def apply_and_record(work: Work) -> Fate:
            known = sa.select(inbox.c.event_id).where(inbox.c.event_id == envelope.id)
            fate: Fate = "already" if work.sql(known).scalar() else "redriven"
            self.ears.apply(work, [envelope])
            intervene(work, who, why, "redrive", letter.recorded() | {"outcome": fate})
            return fate

        return apply_and_record

    async def discard(self, letters: Sequence[Letter], who: str, why: str) -> list[Outcome]:
        """Records each, then takes it out of the stream. The event stays in its publisher's journal."""

        def record(work: Work) -> None:
            for letter in letters:
                intervene(work, who, why, "discard", letter.recorded())

        if letters:
            await self.writer.do(record)
            await self._remove([letter.entry for letter in letters])
        return [letter.met("discarded") for letter in letters]

    async def _remove(self, entries: list[str]) -> None:
        if entries:
            await self.redis.xdel(self.stream, *entries)
