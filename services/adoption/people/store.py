"""Keeps people sealed, and opens them."""

from services.adoption.people.models import Person
from shared import clock
from shared.ids import uuid7
from shared.problems import NotFound
from shared.sealed import UNREADABLE, Sealer, Unreadable, mask_name, mask_phone
from shared.store import Work

PARTS = ("name", "phone", "email", "id_number")


def place(table: str, column: str, row: str) -> str:
    return f"{table}:{column}:{row}"


def keep(
    work: Work, seal: Sealer, name: str, phone: str, email: str | None = None, id_number: str | None = None
) -> str:
    """Seals somebody's data and gives the opaque id that events may carry."""
    person = uuid7()
    told = {"name": name, "phone": phone, "email": email, "id_number": id_number}
    sealed = {
        column: seal.seal(text, place("person", column, person)) for column, text in told.items() if text
    }
    work.add(Person(person=person, kept_at=clock.now(), **sealed))
    return person


def seal_text(seal: Sealer, text: str | None, where: str) -> bytes | None:
    """Free text by citizens is personal data too."""
    return seal.seal(text, where) if text else None


def person_of(work: Work, person: str) -> Person:
    found = work.get(Person, person)
    if found is None:
        raise NotFound("没有这个人的资料。", "Nothing is kept about this person.")
    return found


def forget(work: Work, person: str) -> None:
    """Nobody asks for anything under this name any more."""
    work.delete(work.get_one(Person, person))


def opened(person: Person, seal: Sealer) -> dict[str, str | None]:
    """In clear. Whoever calls this records the look."""
    return {
        column: seal.open(text, place("person", column, person.person)) if text else None
        for column in PARTS
        for text in [getattr(person, column)]
    }


def masked(work: Work, person: str, seal: Sealer) -> tuple[str, str]:
    """张* and 138****5678; dashes for somebody of whom nothing is kept (imported history).

    Words in their place where they cannot be read: a list goes on without them.
    """
    found = work.get(Person, person)
    if found is None:
        return "—", "—"
    try:
        told = opened(found, seal)
    except Unreadable:
        return UNREADABLE, "—"
    return mask_name(told["name"] or ""), mask_phone(told["phone"] or "")
