"""What is decided about found-dog notices. No database, no clock, no network."""

from datetime import datetime, timedelta

from pydantic import Field

from services.intake.deadlines import HouseMoment, Jurisdiction
from services.intake.holds.models import Hold, Notice
from services.intake.models import Stay
from shared.auth import Who
from shared.events import NoticePublished
from shared.forms import Form, Id
from shared.moments import CLOCK_SKEW
from shared.problems import Problem, Unreasonable
from shared.said import Said

LATEST_ENTRY = timedelta(days=3)  # else one person could end a claim window by a date of long ago
MOST = 400  # stays in one notice: the dogs of one night


class NewNotice(Form):
    """One notice for one dog or for many: when and where it was published."""

    stays: list[Id] = Field(min_length=1, max_length=MOST)
    published_at: HouseMoment = Field(examples=["2026-07-14T09:00:00+08:00"])
    place: str = Field(min_length=2, max_length=120, examples=["青城养犬管理公众号"])
    link: str | None = Field(default=None, max_length=500, pattern=r"^https?://\S+$")


class NobodyClaims(Problem):
    title = Said("该犬不招领", "Nobody can claim this dog")


class NoticeTimeWrong(Unreasonable):
    title = Said("公告时间不对", "The time of the notice cannot be right")


class StayIsOver(Problem):
    title = Said("该犬已离所", "The dog has left")


def publish(
    stay: Stay, window: Hold | None, new: NewNotice, law: Jurisdiction, notice_id: str, who: Who,
    now: datetime,
) -> tuple[Notice, NoticePublished]:  # fmt: skip
    """The notice is out. A `window` that waited for it begins now (domain §2.7); any other is not moved."""
    _check_stay(stay)
    _check_time(stay, new.published_at, now)
    if window and window.until is None:
        assert stay.opened_at
        ends = law.claim_until(stay.custody_basis, stay.opened_at, new.published_at)
        assert ends
        stay.claim_until, stay.claim_provisional = ends.at, ends.provisional
        window.until, window.provisional = ends.at, ends.provisional
    notice = Notice(
        id=notice_id, stay_id=stay.id, published_at=new.published_at, place=new.place, link=new.link,
        entered_by=who.name, entered_at=now,
    )  # fmt: skip
    return notice, NoticePublished(
        occurred_at=new.published_at, dog_id=stay.dog_id, stay_id=stay.id, stay_no=stay.stay_no,
        claim_until=stay.claim_until, link=new.link,
    )  # fmt: skip


def _check_stay(stay: Stay) -> None:
    if stay.outcome:
        raise StayIsOver(
            f"{stay.stay_no} 已离所，请核对编号。", f"{stay.stay_no} is over: check the number of the stay."
        )
    if stay.claim_until is None or stay.opened_at is None:
        raise NobodyClaims(
            f"{stay.stay_no} 依法不招领，不必公告。",
            f"By law nobody can claim {stay.stay_no}: it needs no notice.",
        )


def _check_time(stay: Stay, at: datetime, now: datetime) -> None:
    if at > now + CLOCK_SKEW or (stay.opened_at and at < stay.opened_at):
        raise NoticeTimeWrong(
            f"{stay.stay_no} 的公告时间须在收容之后、现在之前，请更正。",
            f"The notice for {stay.stay_no} is published after intake and before now: correct the time.",
        )
    if at < now - LATEST_ENTRY:
        raise NoticeTimeWrong(
            "公告须在发布后三日内登记；请重新发布并登记，或由两人提前解除招领期。",
            "A notice is entered within three days: publish it again, or let two people end the "
            "window early.",
        )
