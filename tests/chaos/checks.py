"""What must be true afterwards. Each check names what is wrong, one sentence for each thing."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from services.intake.deadlines import jurisdiction
from shared.envelope import Unreadable, from_fields
from shared.moments import CLOCK_SKEW
from tests.chaos.faults import MARK
from tests.chaos.seen import ADOPTABLE, INTAKEN, TAGGED, VACCINATED, Fact, Seen

Check = Callable[[Seen], Iterator[str]]
CHECKS: dict[str, tuple[str, Check]] = {}  # name: what it counts as, and the check


def check(counts_as: str) -> Callable[[Check], Check]:
    """Enters a check under its name in words."""

    def enter(looks: Check) -> Check:
        CHECKS[looks.__name__.replace("_", " ")] = (counts_as, looks)
        return looks

    return enter


def violations(seen: Seen) -> dict[str, list[str]]:
    """What each check found wrong."""
    return {name: list(looks(seen)) for name, (_, looks) in CHECKS.items()}


# ---- lost ------------------------------------------------------------------------------------------------


@check("lost")
def acknowledged_dogs_are_stored(seen: Seen) -> Iterator[str]:
    stored = {stay.notes: (stay.dog_id, stay.stay_no) for stay in seen.stays}
    for key, told in seen.told.dogs.items():
        if stored.get(key) != (told["dog_id"], told["stay_no"]):
            yield f"key {key}: told {told['dog_id']}, stored {stored.get(key)}"


@check("lost")
def acknowledged_vaccinations_are_stored(seen: Seen) -> Iterator[str]:
    stored = {row.vaccination_id for row in seen.vaccinations}
    yield from (f"vaccination {told}" for told in seen.told.vaccinations if told not in stored)


@check("lost")
def what_is_stored_is_journalled(seen: Seen) -> Iterator[str]:
    arrived = {fact.subject for fact in seen.of(INTAKEN)}
    yield from (f"dog {stay.dog_id}" for stay in seen.stays if stay.dog_id not in arrived)
    vaccinated = {fact.data["vaccination_id"] for fact in seen.of(VACCINATED)}
    for row in seen.vaccinations:
        if row.vaccination_id not in vaccinated:
            yield f"vaccination {row.vaccination_id}"


@check("lost")
def what_is_journalled_is_published(seen: Seen) -> Iterator[str]:
    for stream, entries in seen.published.items():
        there = {entry.get(b"id", b"").decode() for entry in entries}
        yield from (_name(fact) for fact in seen.facts if fact.stream == stream and fact.id not in there)


@check("lost")
def what_is_journalled_is_applied(seen: Seen) -> Iterator[str]:
    names = {fact.id: _name(fact) for fact in seen.facts}
    for service, applied in seen.applied.items():
        yield from (f"{service}: {names[id]}" for id in seen.meant_for(service) - set(applied))


@check("lost")
def projections_say_what_the_journals_say(seen: Seen) -> Iterator[str]:
    """The last word about each dog, in journal order, is what registry, adoption and intake show."""
    last = _last_status(seen)
    tags = {fact.subject: fact.data["code"] for fact in seen.of(TAGGED)}
    vaccinated = {fact.subject for fact in seen.of(VACCINATED)}
    kept = {stay.dog_id: stay.status for stay in seen.stays}
    for fact in (fact for fact in seen.of(INTAKEN) if not fact.poison):
        dog, stay_no = fact.subject, fact.data["stay_no"]
        here, there = seen.registry.get(dog), seen.adoption.get(dog)
        if here is None or (here.stay_no, here.status) != (stay_no, last[dog]):
            yield f"registry: dog {dog} is {_row(here)}, not {stay_no} {last[dog]}"
        if seen.tags.get(tags[dog]) != dog:
            yield f"registry: tag {tags[dog]} is not on dog {dog}"
        if there is None or (there.stay_no, there.status, there.tag) != (stay_no, last[dog], tags[dog]):
            yield f"adoption: dog {dog} is {_row(there)}, not {stay_no} {last[dog]}"
        elif (there.vaccinated_until is not None) != (dog in vaccinated):
            yield f"adoption: dog {dog} is vaccinated until {there.vaccinated_until}"
        if kept.get(dog) != last[dog]:
            yield f"intake: dog {dog} is {kept.get(dog)}, and said {last[dog]}"


@check("lost")
def vaccinated_dogs_are_listed(seen: Seen) -> Iterator[str]:
    listed = {fact.subject for fact in seen.of(ADOPTABLE)}
    arrived = {fact.subject for fact in seen.of(INTAKEN) if not fact.poison}
    vaccinated = {fact.subject for fact in seen.of(VACCINATED)}
    yield from (f"dog {dog}" for dog in (vaccinated & arrived) - listed)


@check("lost")
def the_feed_has_every_event(seen: Seen) -> Iterator[str]:
    there = {row.event_id for row in seen.feed}
    yield from (f"event {id}" for id in seen.meant_for("notify") - there)


# ---- twice -----------------------------------------------------------------------------------------------


@check("twice")
def one_key_makes_one_dog(seen: Seen) -> Iterator[str]:
    made = Counter(stay.notes for stay in seen.stays)
    yield from (f"key {key}: {times} dogs" for key, times in made.items() if times > 1)


@check("twice")
def events_are_applied_once(seen: Seen) -> Iterator[str]:
    names = {fact.id: _name(fact) for fact in seen.facts}
    for service, applied in seen.applied.items():
        for id, times in applied.items():
            if times > 1:
                yield f"{service}: {names.get(id, id)} {times} times"


@check("twice")
def things_are_said_once(seen: Seen) -> Iterator[str]:
    """One arrival and one listing of each dog, one feed row for each event, without holes."""
    said = Counter((fact.type, fact.subject) for fact in seen.facts if fact.type in (INTAKEN, ADOPTABLE))
    yield from (f"{type} of {dog}: {times} times" for (type, dog), times in said.items() if times > 1)
    told = Counter(row.event_id for row in seen.feed)
    yield from (f"feed: {id} {times} times" for id, times in told.items() if times > 1)
    if [row.position for row in seen.feed] != list(range(1, len(seen.feed) + 1)):
        yield "feed: its positions have holes"


# ---- never happened --------------------------------------------------------------------------------------


@check("never happened")
def nothing_is_published_that_is_not_journalled(seen: Seen) -> Iterator[str]:
    journalled = {(fact.id, fact.stream, fact.sequence) for fact in seen.facts}
    for stream, entries in seen.published.items():
        for entry in entries:
            if MARK not in entry:
                id, sequence = entry.get(b"id", b"?").decode(), int(entry.get(b"sequence", 0))
                if (id, stream, sequence) not in journalled:
                    yield f"{stream} {sequence}: {id}"


@check("never happened")
def nothing_is_applied_that_is_not_journalled(seen: Seen) -> Iterator[str]:
    for service, applied in seen.applied.items():
        yield from (f"{service}: {id}" for id in set(applied) - seen.meant_for(service))


# ---- wrong times -----------------------------------------------------------------------------------------


@check("wrong times")
def phones_dogs_were_found_when_they_were(seen: Seen) -> Iterator[str]:
    """Whatever the phone believed; and its owner has from then on, as the law says."""
    stored = {stay.dog_id: stay for stay in seen.stays}
    for key, found in seen.told.found.items():
        if stay := stored.get(seen.told.dogs[key]["dog_id"]):
            opened, until = moment(stay.opened_at), moment(stay.claim_until)
            law = jurisdiction().claim_until("STRAY", opened)
            if abs(opened - found) > CLOCK_SKEW or not law or until != law.at:
                yield f"key {key}: found {found}, stored {opened}, to be claimed until {until}"


def moment(stored: Any) -> datetime:
    """SQLite keeps it as text."""
    at = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# ---- numbers ---------------------------------------------------------------------------------------------


@check("not dense")
def journals_are_dense(seen: Seen) -> Iterator[str]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for fact in seen.facts:
        numbers[fact.stream].append(fact.sequence)
    for stream, found in numbers.items():
        if found != list(range(1, len(found) + 1)):
            yield f"{stream}: {len(found)} events, numbered up to {found[-1]}"


@check("not dense")
def streams_have_no_event_behind_a_hole(seen: Seen) -> Iterator[str]:
    """A reader that takes a hole for a loss must never see one, whatever was published again."""
    for stream, entries in seen.published.items():
        last = 0
        for entry in entries:
            if MARK not in entry:
                sequence = int(entry.get(b"sequence", 0))
                if sequence > last + 1:
                    yield f"{stream}: {sequence} stands after {last}"
                last = max(last, sequence)


# ---- dead letters ----------------------------------------------------------------------------------------


@check("dead letters")
def dead_letters_are_the_poison(seen: Seen) -> Iterator[str]:
    for service, buried in seen.dead.items():
        poison, unreadable = poison_of(seen, service), unreadable_of(seen, service)
        yield from (f"{service}: {id} is not buried" for id in (poison | unreadable) - buried)
        yield from (f"{service}: {id} is buried" for id in buried - poison if not _gone(seen, id))


def poison_of(seen: Seen, service: str) -> set[str]:
    """The events that no handler of this service can take."""
    handlers = seen.ears[service].handlers
    return {fact.id for fact in seen.facts if fact.poison and fact.type in handlers}


def unreadable_of(seen: Seen, service: str) -> set[str]:
    """The unreadable entries that this service reads; those that a fault took with their stream are gone."""
    ears = seen.ears[service]
    return {
        entry[MARK].decode()
        for stream, entries in seen.published.items()
        if stream in ears.streams
        for entry in entries
        if MARK in entry and _concerns(ears, entry, stream)
    }


def _concerns(ears: Any, entry: dict[bytes, bytes], stream: str) -> bool:
    try:
        return bool(ears.hears(from_fields(entry), stream))
    except Unreadable:
        return True


def _gone(seen: Seen, mark: str) -> bool:
    return mark in seen.town.unreadable


# ---- the rest --------------------------------------------------------------------------------------------


@check("not settled")
def nothing_waits(seen: Seen) -> Iterator[str]:
    if seen.settled.seconds is None:
        yield seen.settled.last


@check("stops")
def a_graceful_stop_leaves_nothing(seen: Seen) -> Iterator[str]:
    yield from seen.town.stranded


@check("stops")
def nothing_ends_by_itself(seen: Seen) -> Iterator[str]:
    yield from seen.town.ended


@check("stops")
def everything_is_ready_again(seen: Seen) -> Iterator[str]:
    yield from seen.not_ready


@check("stops")
def faults_can_be_committed_and_undone(seen: Seen) -> Iterator[str]:
    yield from seen.monkey.failed


@check("answers")
def clients_get_201_or_503_with_retry_after(seen: Seen) -> Iterator[str]:
    yield from seen.told.wrong


def _last_status(seen: Seen) -> dict[str, str]:
    """What intake said last about each dog that everybody could hear."""
    last: dict[str, str] = {}
    for fact in seen.facts:
        status = fact.data.get("status") or fact.data.get("outcome")
        if status and fact.stream == "qingcheng:intake" and not fact.poison:
            last[fact.subject] = status
    return last


def _name(fact: Fact) -> str:
    return f"{fact.stream} {fact.sequence} {fact.type} {fact.id}"


def _row(row: Any) -> str:
    return f"{row.stay_no} {row.status}" if row else "not there"
