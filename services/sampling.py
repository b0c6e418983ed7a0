"""`qingcheng events sample` and `emit`: events to build a subscriber with, before there is a single dog.

A day is invented from a seed, the same at every run: an operation in the evening, dogs found by day, and
those that came ten days ago and now go home. Nothing in it is of a real dog or person.
"""

import json
import random
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

from standardwebhooks.webhooks import Webhook

from shared.envelope import Envelope
from shared.events import (
    BY_TYPE,
    AdoptionAppliedFor,
    AdoptionApproved,
    DogAdopted,
    DogBecameAdoptable,
    DogIntaken,
    DogReclaimed,
    DogVaccinated,
    Event,
    KennelAssigned,
    NoticePublished,
    OperationClosed,
    OperationOpened,
    ReclaimRequested,
    StayClosed,
    TagIssued,
    source_of,
    stream_of,
)  # fmt: skip
from shared.promises import EXAMPLE_URL, example_of
from shared.refusal import Refusal
from shared.views import Reader, may_read, schema_url, shown

HERE = timezone(timedelta(hours=8))
CLAIM = timedelta(days=10)  # then the day ends, and the owner's right with it
DIVISIONS = ("150102", "150103", "150104", "150105")
BREEDS = ("RURAL", "RURAL", "RURAL", "MIX", "MIX", "POODLE", "GOLDEN", "HUSKY", "PEK", "GSD")
COLOURS = ("YW", "BK", "WH", "BT", "YWW", "BW", "BR", "GY", "TRI", "WG")
NAMES = (None, None, None, "豆包", "石头", "奶糖", "棉花", "花卷", "旺财", "可乐")
HEADCOUNT = {"公安": 12, "城管": 18, "保安": 20}
ANSWERS_WITHIN = 10.0  # seconds


@dataclass
class Dog:
    """One of them, as far as its events need it."""

    id: str
    stay: str
    came: datetime
    claim_until: datetime
    number: int


@dataclass
class Day:
    """What is invented, in whatever order it comes to mind."""

    day: date
    chance: random.Random
    told: list[tuple[datetime, Event]] = field(default_factory=list)
    dogs: int = 0

    def at(self, hour: int, minutes: float = 0, days: int = 0) -> datetime:
        """A moment of that day, or of one before or after it."""
        return datetime.combine(self.day, time(), HERE) + timedelta(days=days, hours=hour, minutes=minutes)

    def id_at(self, moment: datetime) -> str:
        """A UUIDv7 of that moment."""
        head = int(moment.timestamp() * 1000) << 80 | 0x7 << 76 | self.chance.getrandbits(12) << 64
        return str(uuid.UUID(int=head | 0b10 << 62 | self.chance.getrandbits(62)))

    def tell(self, kind: type[Event], moment: datetime, **facts: Any) -> None:
        moment = moment.astimezone(UTC)
        self.told.append((moment, kind.model_validate({"occurred_at": moment, **facts})))


def a_day(day: date, dogs: int, seed: int) -> list[Envelope]:
    """Every event of it, in order, as its streams have them."""
    made = Day(day, random.Random(f"{day} {dogs} {seed}"))
    earlier, tonight = dogs // 4, dogs // 2
    before = [
        _comes_in(made, made.at(9, made.chance.uniform(0, 600), days=-11), None) for _ in range(earlier)
    ]
    for place, dog in enumerate(before):
        _goes_home(made, dog, adopted=place % 5 < 3)
    for _ in range(dogs - earlier - tonight):
        dog = _comes_in(made, made.at(8, made.chance.uniform(0, 480)), None)
        if made.chance.random() < 0.3:
            _is_reclaimed(made, dog, dog.came + timedelta(minutes=made.chance.uniform(60, 300)))
    _operation(made, tonight)
    return list(_recorded(made))


def _operation(day: Day, dogs: int) -> None:
    begins = day.at(19, 30)
    operation = day.id_at(begins)
    facts = {"operation_id": operation, "division": day.chance.choice(DIVISIONS)}
    day.tell(OperationOpened, begins, name="夜间联合行动", headcount=HEADCOUNT, **facts)
    for place in range(dogs):
        _comes_in(
            day, begins + timedelta(minutes=10 + 180 * place / max(dogs, 1)), operation, facts["division"]
        )
    day.tell(OperationClosed, day.at(23, 10), operation_id=operation, dogs=dogs)


def _comes_in(day: Day, moment: datetime, operation: str | None, division: str = "") -> Dog:
    day.dogs += 1
    chance, dog_id = day.chance, day.id_at(moment)
    midnight = datetime.combine((moment + CLAIM).date(), time(), HERE) + timedelta(days=1)
    dog = Dog(dog_id, day.id_at(moment), moment, midnight, day.dogs)
    stay = {"dog_id": dog.id, "stay_id": dog.stay}
    day.tell(
        DogIntaken, moment, **stay, stay_no=f"HH-{moment.year}-{dog.number:06}", custody_basis="STRAY",
        operation_id=operation, division=division or chance.choice(DIVISIONS), name=chance.choice(NAMES),
        sex=chance.choice(("male", "female")), breed=chance.choice(BREEDS), colour=chance.choice(COLOURS),
        age_months=chance.choice((None, 4, 8, 12, 24, 36, 60, 96)), size=chance.choice("SMML"),
        status="QUARANTINE", claim_until=midnight, holds={},
    )  # fmt: skip
    code = "".join(chance.choice("0123456789ABCDEFGHJKMNPQRSTVWXYZ") for _ in range(12))
    day.tell(TagIssued, moment + timedelta(minutes=1), dog_id=dog.id, code=code)
    kennel = f"{chance.choice('ABCD')}{chance.randint(1, 38):02}"
    day.tell(KennelAssigned, moment + timedelta(minutes=3), **stay, kennel=kennel)
    return dog


def _goes_home(day: Day, dog: Dog, adopted: bool) -> None:
    """It has waited for its owner since it came: a family takes it today, or the owner comes just in time."""
    stay = {"dog_id": dog.id, "stay_id": dog.stay}
    day.tell(NoticePublished, dog.came + timedelta(hours=20), **stay, claim_until=dog.claim_until,
             stay_no=f"HH-{dog.came.year}-{dog.number:06}")  # fmt: skip
    shot = dog.came + timedelta(days=2)
    day.tell(
        DogVaccinated, shot, dog_id=dog.id, vaccination_id=day.id_at(shot), product="狂犬病灭活疫苗",
        manufacturer="示例生物", batch_no="20260501", valid_until=shot.date() + timedelta(days=365),
    )  # fmt: skip
    if not adopted:
        _is_reclaimed(day, dog, dog.claim_until - timedelta(hours=day.chance.uniform(7, 14)))
        return
    day.tell(DogBecameAdoptable, dog.claim_until + timedelta(seconds=5), **stay)
    leaves = day.at(10, day.chance.uniform(0, 360))
    person, application = day.id_at(leaves - timedelta(hours=1)), day.id_at(leaves)
    asked = {"dog_id": dog.id, "application_id": application, "person": person}
    day.tell(AdoptionAppliedFor, leaves - timedelta(minutes=50), **asked)
    day.tell(AdoptionApproved, leaves - timedelta(minutes=20), stay_id=dog.stay, **asked)
    day.tell(DogAdopted, leaves, **stay, adoption_id=day.id_at(leaves), person=person)
    day.tell(StayClosed, leaves + timedelta(seconds=2), **stay, outcome="ADOPTED")


def _is_reclaimed(day: Day, dog: Dog, moment: datetime) -> None:
    stay = {"dog_id": dog.id, "stay_id": dog.stay}
    asked = moment - timedelta(minutes=25)
    facts = {**stay, "reclaim_id": day.id_at(asked), "person": day.id_at(asked)}
    day.tell(ReclaimRequested, asked, **facts)
    day.tell(DogReclaimed, moment, **facts)
    day.tell(StayClosed, moment + timedelta(seconds=2), **stay, outcome="RECLAIMED")


def _recorded(day: Day) -> Iterator[Envelope]:
    """With what the wire says around them: numbered within their streams, in the order of the day."""
    numbers: Counter[str] = Counter()
    for moment, event in sorted(day.told, key=lambda one: one[0]):
        noted = moment + timedelta(milliseconds=day.chance.randint(40, 4000))
        stream = stream_of(type(event))
        numbers[stream] += 1
        yield Envelope(
            id=day.id_at(noted), source=source_of(stream), type=event.type, subject=event.subject,
            time=noted.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), dataschema=schema_url(type(event), EXAMPLE_URL),
            sequence=numbers[stream],
            traceparent=f"00-{day.chance.getrandbits(128):032x}-{day.chance.getrandbits(64):016x}-01",
            data=event.model_dump_json(),
        )  # fmt: skip


def write(day: str, dogs: int, seed: int, reader: Reader) -> str:
    """NDJSON: a line for each event. Raises `Refusal` for what is no day."""
    try:
        made = a_day(date.fromisoformat(day), dogs, seed)
    except ValueError:
        raise Refusal("日期写成 2026-07-13。", "A day is written as 2026-07-13.") from None
    told = (shown(event, reader, EXAMPLE_URL) for event in made)
    return "".join(json.dumps(event, ensure_ascii=False) + "\n" for event in told if event)


def emit(url: str, secret: str, reader: Reader) -> int:
    """POSTs one event of each type, as our webhooks do, and says what was answered. How many went wrong."""
    wrong = 0
    for kind in BY_TYPE.values():
        if may_read(kind.type, reader):
            now = datetime.now(UTC)
            fresh = {"id": str(uuid.uuid4()), "time": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
            answer = _post(url, secret, example_of(kind, reader) | fresh, now)
            wrong += not 200 <= answer < 300
            print(answer or "---", kind.type)
    return wrong


def _post(url: str, secret: str, event: dict[str, Any], now: datetime) -> int:
    """The status that was answered, 0 where nobody does. Raises `Refusal` for what is no URL or no secret."""
    body = json.dumps(event, ensure_ascii=False)
    headers = {"content-type": "application/cloudevents+json; charset=utf-8", "webhook-id": event["id"],
               "webhook-timestamp": str(int(now.timestamp()))}  # fmt: skip
    try:
        if secret:
            headers["webhook-signature"] = Webhook(secret).sign(event["id"], now, body)
        asked = urllib.request.Request(url, body.encode(), headers)
    except (ValueError, RuntimeError):
        raise Refusal("地址或密钥不对。", "The address is no URL, or the secret no whsec_….") from None
    try:
        with urllib.request.urlopen(asked, timeout=ANSWERS_WITHIN) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return 0
