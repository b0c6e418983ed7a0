"""The found-dog notice, and the claim window that may wait for it (domain §2.7: 上海 notice, 北京 intake)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.deadlines import Deadline, Jurisdiction, jurisdiction
from services.intake.holds.models import Hold
from services.intake.notices import rules as notices
from services.intake.notices.rules import NewNotice
from services.intake.stays.models import Stay
from tests.intake.holds.test_rules import A_DAY, NOW, WANG, held

FOUND = datetime(2026, 7, 13, 1, tzinfo=UTC)


@pytest.fixture
def from_notice(monkeypatch: pytest.MonkeyPatch) -> Jurisdiction:
    law = jurisdiction()
    monkeypatch.setitem(law.windows[0], "starts_at", "notice")
    return law


def a_stay(basis: str = "STRAY") -> Stay:
    ends = jurisdiction().claim_until(basis, FOUND)
    return Stay(id="stay", stay_no="HH-1", dog_id="dog", custody_basis=basis, status="HOLDING",
                opened_at=FOUND, claim_until=ends.at if ends else None)  # fmt: skip


def published(at: datetime = NOW) -> NewNotice:
    return NewNotice(
        stays=["stay"], published_at=at, place="青城养犬管理公众号", link="https://example.org/12"
    )


def give(stay: Stay, window: Hold | None, new: NewNotice, law: Jurisdiction, now: datetime = NOW) -> None:
    notices.publish(stay, window, new, law, "notice", WANG, now)


def test_a_window_that_waited_begins_with_the_notice(from_notice: Jurisdiction) -> None:
    stay, window = a_stay(), held("CLAIM_WINDOW")
    at = FOUND + 4 * A_DAY

    give(stay, window, published(at), from_notice, at)

    tenth_day_is_over = datetime(2026, 7, 27, 16, tzinfo=UTC)
    assert window.until == stay.claim_until == tenth_day_is_over


def test_a_second_notice_moves_nothing(from_notice: Jurisdiction) -> None:
    stay, window = a_stay(), held("CLAIM_WINDOW")
    give(stay, window, published(), from_notice)
    first = window.until

    give(stay, window, published(NOW + 3 * A_DAY), from_notice, NOW + 3 * A_DAY)

    assert window.until == stay.claim_until == first


def test_where_the_window_begins_with_intake_a_notice_moves_nothing() -> None:
    stay = a_stay()
    before = stay.claim_until
    window = held("CLAIM_WINDOW", before)

    notice, said = notices.publish(stay, window, published(), jurisdiction(), "notice", WANG, NOW)

    assert window.until == stay.claim_until == said.claim_until == before
    assert (notice.place, notice.entered_by, said.link) == ("青城养犬管理公众号", "wang", notice.link)


def test_a_notice_of_long_ago_shortens_no_window(from_notice: Jurisdiction) -> None:
    """Else one person could end a claim window by a date."""
    for at in (FOUND - A_DAY, NOW + A_DAY):
        with pytest.raises(notices.NoticeTimeWrong):
            give(a_stay(), held("CLAIM_WINDOW"), published(at), from_notice)
    late = FOUND + timedelta(days=3, hours=1)
    with pytest.raises(notices.NoticeTimeWrong):
        give(a_stay(), held("CLAIM_WINDOW"), published(FOUND), from_notice, late)


def test_a_dog_that_nobody_can_claim_needs_no_notice() -> None:
    with pytest.raises(notices.NobodyClaims):
        give(a_stay("SEIZED"), None, published(), jurisdiction())
    gone = a_stay()
    gone.outcome = "RECLAIMED"
    with pytest.raises(notices.StayIsOver):
        give(gone, None, published(), jurisdiction())


def test_only_a_link_that_opens_in_a_browser_is_taken() -> None:
    with pytest.raises(ValueError, match="link"):
        NewNotice(stays=["stay"], published_at=NOW, place="公告栏", link="javascript:alert(1)")


def test_nobody_is_waited_for_by_notice_where_the_window_has_no_days(from_notice: Jurisdiction) -> None:
    assert from_notice.claim_until("SURRENDERED", FOUND, NOW) == Deadline(FOUND, False)
    assert from_notice.claim_waits_for_notice("STRAY", FOUND)
    assert not from_notice.claim_waits_for_notice("SURRENDERED", FOUND)
