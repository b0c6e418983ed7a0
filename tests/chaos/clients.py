"""Eight people at their desks: they take dogs in, vaccinate some, and ask again when nobody answers.

What they share with the officers outside (`phones.py`) is here too: how one asks, and when one gives up.
"""

import contextlib
import json
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from typing import Any, NamedTuple

from tests.chaos.service import POISON
from tests.chaos.town import Town

HOW_MANY = 8
PAUSE = (0.02, 0.18)  # seconds between two dogs of one client
PATIENCE = 3.0  # seconds for an answer
POISONED, VACCINATED, ASKED_TWICE, GIVES_UP = 0.003, 0.15, 0.05, 0.03
NO_MORE: Mapping[str, str] = {}
FOUND = datetime.now(UTC) - timedelta(days=60)  # nobody can claim it any more: once vaccinated it is listed


@dataclass
class Told:
    """What the clients were told; the checks hold the town to it. The key of a dog stands in its notes."""

    dogs: dict[str, Any] = field(default_factory=dict)  # key: the answer to it
    found: dict[str, datetime] = field(default_factory=dict)  # key of a phone's dog: when it was, in truth
    unknown: set[str] = field(default_factory=set)  # keys that were given up
    vaccinations: dict[str, str] = field(default_factory=dict)  # vaccination: dog
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)  # answers that nobody should get


class Answered(NamedTuple):
    """Where nobody answers, the name of the error is the status."""

    status: str
    retry_after: str
    date: str
    said: Any

    def asks(self, what: str) -> bool:
        return self.status == "422" and bool(self.said["type"] == what)


class Clients:
    """They work until told to stop, each in a thread."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.seed, self.told, self.over = town, seed, Told(), threading.Event()
        self.threads = [
            threading.Thread(
                target=self._work, args=[random.Random(f"{seed} {n}"), n == 0], name=f"client {n}"
            )
            for n in range(HOW_MANY)
        ]

    def also(self, name: str, work: Callable[[random.Random], None]) -> None:
        """Somebody else who works at the same time; before they begin."""
        dice = random.Random(f"{self.seed} {name}")
        self.threads.append(threading.Thread(target=work, args=[dice], name=name))

    @contextlib.contextmanager
    def at_work(self) -> Iterator[None]:
        for thread in self.threads:
            thread.start()
        try:
            yield
        finally:
            self.over.set()
            for thread in self.threads:
                thread.join()

    def _work(self, dice: random.Random, poison_first: bool) -> None:
        poisoned = poison_first
        while not self.over.wait(dice.uniform(*PAUSE)):
            self._take_in(dice, poisoned)
            poisoned = dice.random() < POISONED
            if dice.random() < VACCINATED:
                self._vaccinate(dice)

    def _take_in(self, dice: random.Random, poisoned: bool) -> None:
        key = str(uuid.UUID(int=dice.getrandbits(128)))
        body = dog(key, POISON if poisoned else "MIX")
        answer = self._insist("intake", "/intake/v1/dogs", key, body, dice)
        if answer is None:
            self.told.unknown.add(key)
            return
        self.told.dogs[key] = answer
        if dice.random() < ASKED_TWICE:
            again = self._insist("intake", "/intake/v1/dogs", key, body, dice)
            if again not in (None, answer):
                self.told.wrong.append(f"key {key} was answered {answer} and then {again}")

    def _vaccinate(self, dice: random.Random) -> None:
        old = [answer for key, answer in list(self.told.dogs.items()) if key not in self.told.found]
        if not old:
            return
        dog_id = dice.choice(old)["dog_id"]
        key = str(uuid.UUID(int=dice.getrandbits(128)))
        path = f"/registry/v1/dogs/{dog_id}/vaccinations"
        if answer := self._insist("registry", path, key, VACCINE, dice, unless=404):
            self.told.vaccinations[answer["vaccination_id"]] = dog_id

    def _insist(
        self, service: str, path: str, key: str, body: Any, dice: random.Random, unless: int = 0
    ) -> Any:
        """The answer, asked for with the same key until there is one; none where the client gives up."""
        while True:
            answered = self.ask(service, path, key, body, dice)
            self.told.answers[f"{service} {answered.status}"] += 1
            if answered.status == "201":
                return answered.said
            if answered.status == str(unless) or self.is_wrong(service, answered) or self.gives_up(dice):
                return None

    def is_wrong(self, service: str, answered: Answered) -> bool:
        """Whether it is an answer that nobody should get; if so, it is noted."""
        status = answered.status
        wrong = status.isdigit() and not (status == "503" and answered.retry_after)
        if wrong:
            self.told.wrong.append(f"{service} answered {status}: {answered.said}")
        return wrong

    def gives_up(self, dice: random.Random) -> bool:
        """Else it has waited for a moment."""
        return dice.random() < GIVES_UP or self.over.wait(dice.uniform(0.1, 0.5))

    def ask(
        self, service: str, path: str, key: str, body: Any, dice: random.Random,
        more: Mapping[str, str] = NO_MORE,
    ) -> Answered:  # fmt: skip
        """Once, of one replica or another."""
        headers = dict(more) | {
            "Authorization": f"Bearer {self.town.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        connection = HTTPConnection("127.0.0.1", self.town.port_of(service, dice), timeout=PATIENCE)
        with contextlib.closing(connection):
            try:
                connection.request("POST", path, json.dumps(body).encode(), headers)
                response = connection.getresponse()
                said = json.loads(response.read() or b"null")
                retry_after, date = (response.getheader(name, "") for name in ("Retry-After", "Date"))
                return Answered(str(response.status), retry_after, date, said)
            except (OSError, HTTPException) as error:
                return Answered(type(error).__name__, "", "", None)


def dog(key: str, breed: str) -> Any:
    return {
        "custody_basis": "STRAY", "found_at": {"text": "大学西路", "division": "150105"},
        "found_time": FOUND.isoformat(), "sex": "male", "breed": breed, "colour": "YWW",
        "age_months": 24, "size": "M", "notes": key,
    }  # fmt: skip


VACCINE = {
    "product": "狂犬病灭活疫苗", "manufacturer": "示例生物", "batch_no": "1", "vet_licence": "A012026001",
    "given_at": (FOUND + timedelta(days=1)).isoformat(),
    "valid_until": (FOUND + timedelta(days=366)).date().isoformat(),
}  # fmt: skip
