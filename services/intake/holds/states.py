"""The steps of a stay while the dog is with us. No database, no clock, no network."""

from datetime import datetime

from services.intake import rules
from services.intake.models import Stay
from shared.custody import CUSTODY
from shared.events import Event
from shared.states import WrongStep


def step(stay: Stay, to: str, at: datetime) -> list[Event]:
    """The stay goes there. Raises `WrongStep` with what can be done instead.

    From a foster family it first comes back (`exits.fostering.bring_back`): it has no kennel to stay in.
    """
    if stay.status == rules.AWAY and not stay.outcome:
        raise WrongStep(
            f"{stay.stay_no} 寄养在外，请先登记接回。",
            f"{stay.stay_no} is with a foster family: record that it is back, then go on.",
            status_now=stay.status, possible=[],
        )  # fmt: skip
    if stay.outcome or not CUSTODY.may(stay.status, to):
        possible = [] if stay.outcome else [*CUSTODY.next(stay.status)]
        raise WrongStep(
            f"{stay.stay_no} 现在是 {stay.status}，不能改为 {to}，请刷新后再看。",
            f"{stay.stay_no} is {stay.status} and cannot become {to}: look again, it may have changed.",
            status_now=stay.status, possible=possible,
        )  # fmt: skip
    return rules.change(stay, to, at)
