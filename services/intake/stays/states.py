"""The steps of a stay while the dog is with us. No database, no clock, no network."""

from datetime import datetime

from services.intake.stays import rules as stays
from services.intake.stays.models import Stay
from shared.events import Event
from shared.problems import Problem

IN_CARE = (
    "RECEIVED", "RETURNED", "QUARANTINE", "TREATMENT", "HOLDING", "RECLAIM_PENDING", "ADOPTABLE", "RESERVED",
    "FOSTERED",
)  # fmt: skip
NEXT: dict[str, tuple[str, ...]] = {
    "RECEIVED": ("QUARANTINE", "TREATMENT"),
    "RETURNED": ("QUARANTINE", "HOLDING", "TREATMENT", "ADOPTABLE", "RECLAIM_PENDING"),
    "QUARANTINE": ("HOLDING", "TREATMENT", "RECLAIM_PENDING", "ADOPTABLE"),
    "TREATMENT": ("QUARANTINE", "HOLDING", "RECLAIM_PENDING"),
    "HOLDING": ("RECLAIM_PENDING", "ADOPTABLE", "TREATMENT"),
    "RECLAIM_PENDING": ("HOLDING", "RECLAIMED", "TREATMENT"),
    "ADOPTABLE": ("RESERVED", "HOLDING", "TREATMENT", "RECLAIM_PENDING"),
    "RESERVED": ("ADOPTABLE", "ADOPTED", "HOLDING", "TREATMENT", "RECLAIM_PENDING"),
    "FOSTERED": (
        "HOLDING",
        "RECEIVED",
        "RETURNED",
        "QUARANTINE",
        "TREATMENT",
        "RECLAIM_PENDING",
        "ADOPTABLE",
        "RESERVED",
    ),
    "DECEASED": ("DISPOSED",),
}
FROM_ANY = ("FOSTERED", "TRANSFERRED", "ESCAPED", "DECEASED")


class WrongStep(Problem):
    title = "现在不能这样做 Not the next step"


def may_follow(status: str, to: str) -> bool:
    """Whether a stay may go from one state to another (domain §2.7). Those with an end are not gone on from.

    An owner may come for a dog at any time, and a family may get one whose quarantine ended by itself.
    """
    return to in NEXT.get(status, ()) or (status in IN_CARE and to in FROM_ANY and to != status)


def step(stay: Stay, to: str, at: datetime) -> list[Event]:
    """The stay goes there. Raises `WrongStep` with what can be done instead.

    From a foster family it first comes back (`exits.fostering.bring_back`): it has no kennel to stay in.
    """
    if stay.status == stays.AWAY and not stay.outcome:
        raise WrongStep(
            f"{stay.stay_no} 寄养在外，请先登记接回。"
            f"{stay.stay_no} is with a foster family: record that it is back, then go on.",
            status_now=stay.status, possible=[],
        )  # fmt: skip
    if stay.outcome or not may_follow(stay.status, to):
        possible = [] if stay.outcome else [*NEXT.get(stay.status, ())]
        raise WrongStep(
            f"{stay.stay_no} 现在是 {stay.status}，不能改为 {to}，请刷新后再看。"
            f"{stay.stay_no} is {stay.status} and cannot become {to}: look again, it may have changed.",
            status_now=stay.status, possible=possible,
        )  # fmt: skip
    return stays.change(stay, to, at)
