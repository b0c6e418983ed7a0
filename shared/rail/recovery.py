"""What to do about a store that is older than what others know of it: a person decides, and it is on record.

First what is missing is put back into the journal, with its own numbers and ids, from wherever it still is:
the stream, or notify's feed. What nobody has any more is lost by decision: the journal goes on behind it, so
that no number is ever given twice.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from pydantic import Field, ValidationInfo, field_validator

from shared import clock
from shared.ears import Ears
from shared.envelope import Envelope, Unreadable, from_fields
from shared.events import BY_TYPE, speaks_in, stream_of
from shared.forms import Form, texts_in
from shared.problems import Problem
from shared.rail.lineage import Contradiction, open_ones
from shared.rail.replay import Why
from shared.said import Said
from shared.store import Model, Work, intervene
from shared.tables import contradictions, heard_of, interventions, journal, relayed

PUT_BACK, DECIDED = "put back into the journal", "go on behind what is lost"
MOST = 500
NO_TEXT = re.compile("[\x00\ud800-\udfff]")  # no store takes it


class StillMissing(Problem):
    title = Said("日志仍有缺失", "Something is still missing")


class Gap(Model):
    """Numbers of a stream that somebody knows of, and that the journal does not have."""

    stream: str
    first: int
    last: int


class Known(Model):
    """Who knows more of a stream than we do."""

    stream: str
    sequence: int
    event_id: str
    said_by: str


class State(Model):
    """What others know of this journal, what of it is missing, and how much was heard of others."""

    known: list[Known]
    missing: list[Gap]
    hears: dict[str, int] = Field(description="say again to this service what follows this number")


class Told(Form):
    """An event as it was said, a CloudEvent; put back as it is, whatever a form would take today."""

    specversion: str = Field(max_length=10)
    id: str = Field(max_length=100)
    source: str = Field(max_length=200)
    type: str = Field(max_length=200)
    subject: str = Field(max_length=200)
    time: str = Field(max_length=40)
    datacontenttype: str = Field(max_length=100)
    dataschema: str = Field(max_length=300)
    sequence: str = Field(max_length=20)
    traceparent: str = Field(max_length=100)
    data: dict[str, Any] = Field(max_length=200)

    @field_validator("*")
    @classmethod
    def can_be_read(cls, value: Any, asked: ValidationInfo) -> Any:
        if any(NO_TEXT.search(text) for text in texts_in(value)):
            raise ValueError(Said("没有这样的文字。", "There is no such text."))
        return value


class Found(Form):
    """Events that were found elsewhere, to be put back."""

    events: list[Told] = Field(max_length=MOST)
    why: Why


class Put(Model):
    put_back: int
    refused: list[str] = Field(description="ids of those that are not ours, or whose number is taken")


class Decision(Form):
    """Go on: with all that was missing put back, or without what nobody has any more."""

    lost: bool = False
    why: Why


class Decided(Model):
    """What is lost, and what the events that were put back are about: their rows are not back."""

    missing: list[Gap]
    about: dict[str, list[str]] = Field(description="subjects of the events that were put back, by type")


def state(work: Work, ears: Ears) -> State:
    known = open_ones(work)
    return State(
        known=[Known(stream=one.stream, sequence=one.last.sequence, event_id=one.last.id, said_by=one.said_by)
               for one in known],
        missing=[gap for one in known for gap in gaps(work, one)],
        hears={stream: _heard_until(work, stream) for stream in ears.streams},
    )  # fmt: skip


def gaps(work: Work, one: Contradiction) -> list[Gap]:
    """What the journal lacks up to the last event that somebody knows."""
    rows = work.sql(
        sa.select(journal.c.sequence)
        .where(journal.c.stream == one.stream, journal.c.sequence <= one.last.sequence)
        .order_by(journal.c.sequence)
    ).scalars()
    found, expected = [], 1 + max([0, *_lost_before(work, one.stream)])
    for sequence in [*rows, one.last.sequence + 1]:
        if sequence > expected:
            found.append(Gap(stream=one.stream, first=expected, last=sequence - 1))
        expected = max(expected, sequence + 1)
    return found


def _lost_before(work: Work, stream: str) -> Iterable[int]:
    """The ends of what was decided to be lost before: nobody asks for that again."""
    query = sa.select(interventions.c.what).where(interventions.c.act == DECIDED)
    for what in work.sql(query).scalars():
        yield from (gap["last"] for gap in json.loads(what)["missing"] if gap["stream"] == stream)


def _heard_until(work: Work, stream: str) -> int:
    """A thousand before the last: what was under way when the store was saved may have come out of order."""
    last = work.sql(sa.select(heard_of.c.sequence).where(heard_of.c.stream == stream)).scalar() or 0
    return max(0, last - 1000)


def put_back(work: Work, service: str, ears: Ears, found: Found, who: str) -> Put:
    """Enters what is ours and missing in the journal, and lets the service see what it had given away."""
    wanted = {one.stream: one for one in open_ones(work)}
    known, entered, refused = _known_elsewhere(work), list[Envelope](), list[str]()
    agreed = 0
    for event in found.events:
        envelope = _ours(event, service)
        stream = stream_of(BY_TYPE[envelope.type]) if envelope else ""
        if envelope and stream in wanted and _is_there(work, stream, envelope):
            agreed += 1
        elif envelope and stream in wanted and _enter(work, wanted[stream], envelope, known):
            entered.append(envelope)
        else:
            refused.append(event.id)
            continue
        known.add(envelope.id)
    if entered or agreed:
        for see in ears.returned if entered else ():
            see(entered, 0, work)
        what = {"known": sorted(known), "events": [[one.sequence, one.type, one.id] for one in entered]}
        intervene(work, who, found.why, PUT_BACK, what)
    return Put(put_back=len(entered), refused=refused)


def _known_elsewhere(work: Work) -> set[str]:
    """The ids that were shown to be known to others too, or came from them."""
    query = sa.select(interventions.c.what).where(interventions.c.act == PUT_BACK)
    return {id for what in work.sql(query).scalars() for id in json.loads(what)["known"]}


def _is_there(work: Work, stream: str, envelope: Envelope) -> bool:
    return _at(work, stream, envelope.sequence) == envelope.id


def _at(work: Work, stream: str, sequence: int) -> str | None:
    query = sa.select(journal.c.id).where(journal.c.stream == stream, journal.c.sequence == sequence)
    found: str | None = work.sql(query).scalar()
    return found


def _enter(work: Work, one: Contradiction, envelope: Envelope, known: set[str]) -> bool:
    """Under its own number. Who took that number since, and was told to nobody, gets another."""
    if envelope.sequence > one.last.sequence or _has(work, envelope.id):
        return False
    if taken := _at(work, one.stream, envelope.sequence):
        if taken in known or envelope.sequence <= _sent(work, one.stream):
            return False
        _renumber(work, one, [taken])
    row = {"stream": one.stream, "sequence": envelope.sequence, "id": envelope.id, "type": envelope.type}
    row |= {"subject": envelope.subject, "time": envelope.time, "traceparent": envelope.traceparent}
    work.sql(sa.insert(journal), row | {"data": envelope.data})
    return True


def _has(work: Work, id: str) -> bool:
    return work.sql(sa.select(journal.c.id).where(journal.c.id == id)).scalar() is not None


def _sent(work: Work, stream: str) -> int:
    """Up to here this store has relayed, as far as it remembers."""
    return work.sql(sa.select(relayed.c.sequence).where(relayed.c.stream == stream)).scalar() or 0


def _make_room(work: Work, one: Contradiction) -> None:
    """What was written since, and is known to nobody, moves behind what others know."""
    known = _known_elsewhere(work)
    mine = sa.select(journal.c.id).where(
        journal.c.stream == one.stream,
        journal.c.sequence.between(_sent(work, one.stream) + 1, one.last.sequence),
    )
    rows = work.sql(mine.order_by(journal.c.sequence)).scalars()
    _renumber(work, one, [id for id in rows if id not in known])


def _renumber(work: Work, one: Contradiction, ids: Sequence[str]) -> None:
    last = sa.select(sa.func.max(journal.c.sequence)).where(journal.c.stream == one.stream)
    behind = max(work.sql(last).scalar() or 0, one.last.sequence)
    for sequence, id in enumerate(ids, start=behind + 1):
        work.sql(sa.update(journal).where(journal.c.id == id).values(sequence=sequence))


def _ours(event: Told, service: str) -> Envelope | None:
    """An event of this service, whole and within the contract."""
    texts = event.model_dump() | {"data": json.dumps(event.data, ensure_ascii=False)}
    try:
        envelope = from_fields({name.encode(): str(value).encode() for name, value in texts.items()})
        known = BY_TYPE.get(envelope.type)
        if known is None or known.publisher != service or not speaks_in(stream_of(known), envelope.source):
            return None
        envelope.event()
        return envelope
    except Unreadable:
        return None


def decide(work: Work, ears: Ears, decision: Decision, who: str) -> Decided:
    """The journal goes on behind all that anybody knows of. Raises `StillMissing`."""
    known = open_ones(work)
    for one in known:
        _make_room(work, one)
    missing = [gap for one in known for gap in gaps(work, one)]
    if missing and not decision.lost:
        ranges = ", ".join(f"{gap.stream} {gap.first}–{gap.last}" for gap in missing)
        raise StillMissing(
            f"仍缺 {ranges}。找到更新的备份就换上它；都没有了，加 --lost 记录在案并继续。",
            f"Still missing: {ranges}. Restore a newer backup if there is one; if nobody has them, "
            "say --lost: that is recorded, and their numbers are never given again.",
            missing=[gap.model_dump() for gap in missing],
        )
    count = sum(gap.last - gap.first + 1 for gap in missing)
    if count:
        for see in ears.returned:
            see([], count, work)
    for one in known:
        _go_on_behind(work, one)
    about = _about(work)
    what = {"missing": [gap.model_dump() for gap in missing], "about": about}
    if known:
        intervene(work, who, decision.why, DECIDED, what)
    return Decided(missing=missing, about=about)


def _go_on_behind(work: Work, one: Contradiction) -> None:
    """And the relay looks at the whole stream before it goes on."""
    here = sa.update(contradictions).where(contradictions.c.stream == one.stream)
    work.sql(here.values(decided_at=clock.text(clock.now())))
    sent = sa.update(relayed).where(relayed.c.stream == one.stream)
    work.sql(sent.values(sequence=one.last.sequence, ends="", length=-1, added=-1))


def _about(work: Work) -> dict[str, list[str]]:
    about: dict[str, set[str]] = {}
    events = work.sql(sa.select(interventions.c.what).where(interventions.c.act == PUT_BACK)).scalars()
    ids = [event[2] for what in events for event in json.loads(what)["events"]]
    for start in range(0, len(ids), MOST):
        query = sa.select(journal.c.type, journal.c.subject)
        for type, subject in work.sql(query.where(journal.c.id.in_(ids[start : start + MOST]))):
            about.setdefault(type, set()).add(subject)
    return {type: sorted(subjects) for type, subjects in sorted(about.items())}
