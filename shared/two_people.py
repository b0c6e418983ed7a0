"""Two people for what cannot be undone (domain §2.7): one asks, another decides.

The columns of every table of such requests, and the rules of asking and deciding, stand here alone.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from sqlmodel import Field, SQLModel

from shared.auth import NotAllowed, Who
from shared.problems import Problem
from shared.said import Said
from shared.states import Machine, State

DECISION = Machine(
    "两人办理", "What two people decide",
    State("ASKED", "待决定", "to be decided", ("GRANTED", "REFUSED")),
    State("GRANTED", "已同意", "agreed to"),
    State("REFUSED", "已退回", "refused"),
)  # fmt: skip


class AlreadyDecided(Problem):
    title = Said("已有决定", "It is decided already")


class SamePersonTwice(Problem):
    title = Said("须由另一人办理", "Another person must do this")


class Asked(SQLModel):
    """The columns of a request: who asked, and who decided. Its table says how the answer is kept."""

    asked_by: str
    asked_at: datetime
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, index=True)


class Answered(Asked):
    """A request whose answer is a yes or no, and why."""

    granted: bool | None = None
    answer: str = ""


class Open(Protocol):
    """A request as the rules see it."""

    asked_by: str
    decided_by: str | None
    decided_at: datetime | None


def must_be_open(asked: Open) -> None:
    """Raises `AlreadyDecided`."""
    if asked.decided_at:
        raise AlreadyDecided("这项申请已有决定，请刷新。", "This request is decided: look at the list again.")


def must_be_another(asked: Open, by: str, otherwise: Said) -> None:
    """Raises `AlreadyDecided`, or `SamePersonTwice` with these words for whoever asked."""
    must_be_open(asked)
    if by == asked.asked_by:
        raise SamePersonTwice(*otherwise.halves)


def may_refuse(asked: Open, who: Who, deciders: Iterable[str]) -> None:
    """Who may decide refuses it, and whoever asked takes it back. Raises `AlreadyDecided`, `NotAllowed`."""
    must_be_open(asked)
    if who.name != asked.asked_by and not who.may(deciders):
        raise NotAllowed(
            "只有申请人或有确认权的人可以退回。", "Only who asked, or who may confirm it, can refuse it."
        )


def decide(asked: Open, by: str, now: datetime) -> None:
    """It has its second person."""
    asked.decided_by, asked.decided_at = by, now


def answer(asked: Answered, by: str, now: datetime, because: str, granted: bool) -> None:
    """It has its second person, who says yes or no, and why."""
    decide(asked, by, now)
    asked.granted, asked.answer = granted, because


def state_of(asked: Answered) -> str:
    """In the table of what two people decide."""
    if asked.decided_at is None:
        return "ASKED"
    return "GRANTED" if asked.granted else "REFUSED"
