"""What a service listens to: a function for each event, and an inbox that lets each in once."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from shared import clock
from shared.envelope import Envelope
from shared.events import BY_TYPE, Event, stream_of
from shared.store import Work, insert_new
from shared.tables import inbox

E = TypeVar("E", bound=Event)
Handler = Callable[[Any, Envelope, Work], None]
Witness = Callable[[Envelope, Work], None]
Returned = Callable[[Sequence[Envelope], int, Work], None]  # what came back, how many are lost for good


class Ears:
    """What a noun listens to; a service's are those of all its nouns, under its group's wire name.

    Several functions may hear one event: each must do its work whatever the others have done.
    `projections` are the tables that hold nothing but what was heard: a replay makes them anew.
    """

    def __init__(self, group: str = "", projections: Sequence[Any] = (), of: Iterable["Ears"] = ()) -> None:
        self.group, self.projections = group, list(projections)
        self.handlers: dict[str, list[Handler]] = {}
        self.witnesses: list[Witness] = []
        self.returned: list[Returned] = []
        for ears in of:
            self.projections += ears.projections
            self.witnesses += ears.witnesses
            self.returned += ears.returned
            for type, handlers in ears.handlers.items():
                self.handlers.setdefault(type, []).extend(handlers)

    def on(
        self, event: type[E]
    ) -> Callable[[Callable[[E, Envelope, Work], None]], Callable[[E, Envelope, Work], None]]:
        """Read aloud: "on DogIntaken, register dog". The function may run twice and out of order.

        It is given the event, the envelope that it came in, and the work that it belongs to.
        """

        def listen(handler: Callable[[E, Envelope, Work], None]) -> Callable[[E, Envelope, Work], None]:
            self.handlers.setdefault(event.type, []).append(handler)
            return handler

        return listen

    def on_every(self, witness: Witness) -> Witness:
        """Hears every event of every stream that is not restricted, before its handlers."""
        self.witnesses.append(witness)
        return witness

    def on_return(self, see: Returned) -> Returned:
        """What to do with events of our own that a restored store did not know: give nothing away twice."""
        self.returned.append(see)
        return see

    @property
    def events(self) -> list[type[Event]]:
        return [BY_TYPE[type] for type in self.handlers]

    @property
    def streams(self) -> list[str]:
        heard = BY_TYPE.values() if self.witnesses else self.events
        return sorted({stream_of(event) for event in heard if self._may_hear(event)})

    def _may_hear(self, event: type[Event]) -> bool:
        return event.audience != "restricted" or event.type in self.handlers

    def hearing(self) -> dict[str, list[str] | None]:
        """The types of event that are heard of each stream; None for all."""
        return {
            stream: None
            if self.witnesses and not stream.endswith(":restricted")
            else sorted(event.type for event in self.events if stream_of(event) == stream)
            for stream in self.streams
        }

    def hears(self, envelope: Envelope, stream: str) -> bool:
        """A witness does not overhear what few may hear, even where it lies on a public stream by mistake."""
        known = BY_TYPE.get(envelope.type)
        few = stream.endswith(":restricted") or (known is not None and known.audience == "restricted")
        return envelope.type in self.handlers or (bool(self.witnesses) and not few)

    def handler_of(self, type: str) -> str:
        """The names of the functions that hear this type of event."""
        handlers: Sequence[Callable[..., None]] = self.handlers.get(type) or self.witnesses
        return ", ".join(handler.__name__ for handler in handlers)

    def apply(self, work: Work, envelopes: Sequence[Envelope]) -> None:
        """Each event once: the inbox says which are new, and keeps what it said only if all goes well.

        Raises what a handler raises, and `Unreadable`.
        """
        new = _enter(work, envelopes)
        for envelope in envelopes:
            if envelope.id not in new:
                continue
            new.discard(envelope.id)
            work.trace = envelope.traceparent
            for witness in self.witnesses:
                witness(envelope, work)
            if handlers := self.handlers.get(envelope.type):
                event = envelope.event()
                for handler in handlers:
                    handler(event, envelope, work)


def _enter(work: Work, envelopes: Sequence[Envelope]) -> set[str]:
    received_at = clock.text(clock.now())
    rows = {
        envelope.id: {
            "event_id": envelope.id,
            "source": envelope.source,
            "sequence": envelope.sequence,
            "received_at": received_at,
        }
        for envelope in envelopes
    }
    statement = insert_new(work, inbox).returning(inbox.c.event_id)
    return set(work.sql(statement, list(rows.values())).scalars())
