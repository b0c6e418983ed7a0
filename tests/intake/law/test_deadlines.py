"""Days as the law counts them."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest

from services.intake.law.deadlines import jurisdiction
from shared.events import CustodyBasis
from shared.packs import NoLawThen

LAW = jurisdiction()


def test_the_house_has_158_kennels() -> None:
    assert sum(zone.kennels for zone in LAW.zones) == 158


def test_the_day_of_finding_does_not_count() -> None:
    found = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)  # 23:41 on Monday the 13th in Hohhot

    deadline = LAW.claim_until("STRAY", found)

    assert deadline and deadline.at == datetime(2026, 7, 23, 16, tzinfo=UTC)  # the end of Thursday the 23rd
    assert not deadline.provisional


def test_a_minute_after_midnight_is_another_day() -> None:
    before, after = (
        LAW.claim_until("STRAY", datetime(2026, 7, 13, hour, minute, tzinfo=UTC))
        for hour, minute in ((15, 59), (16, 0))
    )

    assert before and after and (after.at - before.at).days == 1


def test_a_last_day_on_a_holiday_rolls_to_the_next_working_day() -> None:
    found = datetime(2026, 9, 22, 4, tzinfo=UTC)  # the tenth day is 2 October, in the National Day holiday

    deadline = LAW.claim_until("STRAY", found)

    assert deadline and deadline.at == datetime(2026, 10, 8, 16, tzinfo=UTC)


def test_a_day_beyond_the_published_calendar_is_provisional() -> None:
    deadline = LAW.claim_until("STRAY", datetime(2026, 12, 28, 4, tzinfo=UTC))

    assert deadline and deadline.provisional


def test_who_was_given_up_is_not_waited_for() -> None:
    found = datetime(2026, 7, 13, tzinfo=UTC)

    deadline = LAW.claim_until("SURRENDERED", found)

    assert deadline and deadline.at == found


def test_a_seized_dog_is_never_claimed() -> None:
    assert LAW.claim_until("SEIZED", datetime(2026, 7, 13, tzinfo=UTC)) is None


def test_a_year_of_the_pack_goes_before_the_library() -> None:
    day = date(2027, 2, 8)

    LAW.years[2027] = {"off": [day], "on": []}
    try:
        assert LAW.works(day) == (False, True)
    finally:
        del LAW.years[2027]


@pytest.mark.parametrize("basis", get_args(CustodyBasis))
def test_the_day_before_the_first_law_is_told_what_the_first_is(basis: str) -> None:
    midnight = datetime(2005, 8, 31, 16, tzinfo=UTC)  # in Hohhot the first of September begins

    LAW.claim_until(basis, midnight)
    with pytest.raises(NoLawThen, match="for 2005-08-31; the earliest is 2005-09-01") as refused:
        LAW.claim_waits_for_notice(basis, midnight - timedelta(seconds=1))
    assert refused.value.more == {"day": "2005-08-31", "earliest": "2005-09-01"}


def test_a_basis_that_the_pack_does_not_know_is_told_so() -> None:
    with pytest.raises(NoLawThen, match="no law on FOUNDLING"):
        LAW.claim_until("FOUNDLING", datetime(2026, 7, 13, tzinfo=UTC))
