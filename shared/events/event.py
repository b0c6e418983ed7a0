"""What an event is, and how its class enters the contract."""

from collections.abc import Callable
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict

Audience = Literal["public", "staff", "restricted"]
CustodyBasis = Literal[
    "STRAY", "LOST_REGISTERED", "SURRENDERED", "SEIZED", "CONFISCATED", "EVIDENCE", "OBSERVATION",
    "TRANSFER_IN", "BORN_IN_CARE",
]  # fmt: skip
Outcome = Literal["RECLAIMED", "ADOPTED", "TRANSFERRED", "ESCAPED", "DECEASED"]
Sex = Literal["male", "female", "unknown"]
Size = Literal["S", "M", "L", "G"]


class Event(BaseModel):
    """Something that happened. What the class says of itself is its contract.

    `audience` may read all of it, everybody the fields in `public`; without any, nobody else hears of it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")
    type: ClassVar[str]
    publisher: ClassVar[str]
    audience: ClassVar[Audience]
    public: ClassVar[tuple[str, ...]]
    about: ClassVar[str]
    example: ClassVar[dict[str, Any]]

    occurred_at: AwareDatetime
    imported: bool = False

    @property
    def subject(self) -> str:
        """The id of the thing that it happened to."""
        return str(getattr(self, self.about))

    @classmethod
    def schema_name(cls) -> str:
        """The file of its JSON Schema in the contract, such as DogIntaken.v1.json."""
        return f"{cls.__name__}.{cls.type.rsplit('.', 1)[1]}.json"


BY_TYPE: dict[str, type[Event]] = {}
E = TypeVar("E", bound=type[Event])


def published(
    by: str, type: str, audience: Audience, example: dict[str, Any], about: str = "dog_id", public: str = ""
) -> Callable[[E], E]:
    """Enters an event class in the contract under the wire name that it keeps for ever.

    `public` names what everybody may read; `occurred_at` and `imported` go with it.
    """

    def enter(event: E) -> E:
        event.type, event.publisher, event.audience = type, by, audience
        event.public = ("occurred_at", "imported", *public.split()) if public else ()
        event.about, event.example = about, {"occurred_at": "2026-07-13T15:41:00Z"} | example
        BY_TYPE[type] = event
        return event

    return enter


def stream_of(event: type[Event]) -> str:
    """The Redis stream of an event: one for each publisher, and one more for what few may read."""
    restricted = ":restricted" if event.audience == "restricted" else ""
    return f"qingcheng:{event.publisher}{restricted}"


def source_of(stream: str) -> str:
    """Who speaks in a stream: /qingcheng/intake/restricted in qingcheng:intake:restricted."""
    return f"/{stream.replace(':', '/')}"


def speaks_in(stream: str, source: str) -> bool:
    """Whether it is of this stream. Once a service was one source in both of its streams."""
    return source in (source_of(stream), source_of(stream.removesuffix(":restricted")))


DOG = "0197f7a2-5b1c-7c11-9a53-0d6c2f4e8b01"
STAY = "0197f7a2-5b1c-7c12-8c0e-5be2f9d1a002"
OPERATION = "0197f7a0-11aa-7d41-b3ce-3b1f0a9c7003"
PERSON = "0197f7c4-90b2-7e52-a7d1-44c0e1f2b004"
