"""Officers with phones, whose clocks the monkey sets: they write a dog down now and send it in a while."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from tests.chaos.clients import Answered, Clients, dog

DOOR, ASKS = "/intake/v1/night/dogs", "/problems/WhenWasItFound"
LONGEST_WAIT = 2.0  # seconds until there is network
BETWEEN = (0.2, 1.0)  # seconds between two dogs of one phone
A_SECOND = timedelta(seconds=1)  # what a Date header leaves out


class Phone:
    """What its clock says, and what it has heard of ours. When a dog was really found, only we know."""

    def __init__(self, clients: Clients, number: int) -> None:
        self.clients, self.town, self.told, self.number = clients, clients.town, clients.told, number
        self.heard: dict[str, Any] = {}

    def work(self, dice: random.Random) -> None:
        while not self.clients.over.wait(dice.uniform(*BETWEEN)):
            self._take_in(dice)

    def reads(self) -> datetime:
        return datetime.now(UTC) - self.town.behind[self.number]

    def _take_in(self, dice: random.Random) -> None:
        key, found, now = str(uuid.UUID(int=dice.getrandbits(128))), datetime.now(UTC), self.reads()
        body = {
            "dog": dog(key, "MIX") | {"found_time": now.isoformat(), "arrived_at": now.isoformat()},
            "entered_by": "chaos", "entered_at": now.isoformat(), "clock": dict(self.heard),
        }  # fmt: skip
        self.clients.over.wait(dice.choice([0.0, dice.uniform(0, LONGEST_WAIT)]))
        answer = self._insist(key, body, found, dice)
        if answer is None:
            self.told.unknown.add(key)
            return
        self.told.found[key] = found
        self.told.dogs[key] = answer

    def _insist(self, key: str, body: Any, found: datetime, dice: random.Random) -> Any:
        """As a desk does; and where it is asked when the dog was found, it says so."""
        while True:
            shows = {"Qingcheng-Clock": self.reads().isoformat()}
            answered = self.clients.ask("intake", DOOR, key, body, dice, shows)
            self._listen(answered)
            self.told.answers[f"phones {answered.status}"] += 1
            if answered.asks(ASKS) and not body["clock"].get("answered"):
                body["dog"]["found_time"], body["clock"]["answered"] = found.isoformat(), True
                continue
            if answered.status == "201":
                return answered.said
            if self.clients.is_wrong("intake", answered) or self.clients.gives_up(dice):
                return None

    def _listen(self, answered: Answered) -> None:
        if answered.date:
            now = parsedate_to_datetime(answered.date)
            behind = round((now + A_SECOND / 2 - self.reads()).total_seconds())
            self.heard = {"heard_at": now.isoformat(), "behind_s": behind}
