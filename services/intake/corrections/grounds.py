"""What depends on why and since when a dog is here. No database, no clock, no network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from services.intake.deadlines import HoldLaw, Jurisdiction
from services.intake.holds.models import Hold
from services.intake.sheet.shape import Sheet
from services.intake.stays.models import Dog, Stay

CLAIM, QUARANTINE, RABIES, KENNEL = "CLAIM_WINDOW", "QUARANTINE", "RABIES_OBSERVATION", "KENNEL"
Laws = Mapping[str, HoldLaw]


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a dog is here, since when it was found, and when it came."""

    basis: str
    found: datetime | None
    entered: datetime | None


def of(stay: Stay) -> Grounds:
    return Grounds(stay.custody_basis, stay.opened_at, stay.arrived_at or stay.opened_at)


def over(was: Grounds, stay: Stay, holds: Iterable[Hold], laws: Laws, by_law: str) -> list[Hold]:
    """Holds that came with the old basis by law, and do not come with the new one. The two people who agreed
    on the correction end them; what nobody may cut short stands (domain §2.3), and so does a quarantine."""
    return [
        hold
        for hold in holds
        if hold.because == by_law and was.basis in laws[hold.kind].arrival
        and stay.custody_basis not in laws[hold.kind].arrival
        and laws[hold.kind].early and hold.kind != QUARANTINE
    ]  # fmt: skip


def begun(was: Grounds, stay: Stay, holds: Iterable[Hold], laws: Laws) -> list[str]:
    """The kinds that the new basis brings along, the old one did not, and that nothing stands for yet."""
    standing = {hold.kind for hold in holds}
    return [
        kind
        for kind, law in laws.items()
        if stay.custody_basis in law.arrival and was.basis not in law.arrival and kind not in standing
    ]


def groundless(
    was: Grounds, stay: Stay, bites: tuple[bool, bool], holds: Sequence[Hold], laws: Laws
) -> list[str]:
    """Holds whose grounds are gone but that still stand: a vet or an officer ends them in their time.

    `bites` say whether the sheet had a bite before and has one now.
    """
    gone = {
        hold.kind
        for hold in holds
        if was.basis in laws[hold.kind].arrival and stay.custody_basis not in laws[hold.kind].arrival
    } | ({RABIES} if bites[0] and stay.custody_basis != "OBSERVATION" else set())
    if bites[1]:
        gone.discard(RABIES)
    return sorted(gone.intersection(hold.kind for hold in holds))


def not_counted_again(
    was: Grounds, stay: Stay, holds: Iterable[Hold], laws: Laws, followed: Sequence[str]
) -> list[str]:
    """What people have counted otherwise since, a seizure that was made longer: they look at it again."""
    if was.entered == of(stay).entered:
        return []
    return sorted(
        hold.kind
        for hold in holds
        if hold.until and laws[hold.kind].ends == "person" and laws[hold.kind].period
        and stay.custody_basis in laws[hold.kind].arrival and hold.kind not in (*followed, RABIES)
    )  # fmt: skip


def watched_longer(before: Sheet, after: Sheet, stay: Stay) -> list[str]:
    """An observation is counted from the corrected bite, and never ends the sooner for it."""
    later = after.bite and (before.bite is None or after.bite.at > before.bite.at)
    return [RABIES] if later and not stay.outcome else []


def wrong_kennel(was: Grounds, dog: Dog, stay: Stay, law: Jurisdiction) -> list[str]:
    """A dog that has to live apart now, or need not any more, is moved by people."""
    if not stay.kennel or was.basis == stay.custody_basis:
        return []
    if not {was.basis, stay.custody_basis}.intersection(law.zones_for):
        return []
    puppy = dog.age_months is not None and dog.age_months < law.puppy_months
    zones = law.zones_for.get(stay.custody_basis) or law.zones_for["PUPPY" if puppy else "OTHERS"]
    return [] if stay.kennel[0] in zones else [KENNEL]
