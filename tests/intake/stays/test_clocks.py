"""What is decided about a phone's clock: a time is ours or a person's, never what a phone believes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.stays.clocks import STEADY, PhoneClock, ask, moved, readings, written_down
from shared.moments import CLOCK_SKEW
from tests.intake.conftest import NOW

A_NIGHT = timedelta(hours=9)
YEARS = timedelta(days=2892)
NEVER = PhoneClock()
behind = st.one_of(
    st.timedeltas(-timedelta(days=40_000), timedelta(days=20_000)),  # it believes another century
    st.timedeltas(-timedelta(hours=30), timedelta(hours=30)),  # another time zone, another day
    st.timedeltas(-timedelta(minutes=20), timedelta(minutes=20)),
    st.just(timedelta()),
).map(lambda by: timedelta(seconds=round(by.total_seconds())))
moments = st.timedeltas(timedelta(), A_NIGHT)


def heard(at: datetime, by: timedelta) -> PhoneClock:
    """A phone that learnt then by how much its clock is behind."""
    return PhoneClock(heard_at=at, behind_s=round(by.total_seconds()))


@given(by=behind, night=st.tuples(moments, moments).map(sorted))
def test_a_clock_that_nobody_sets_is_corrected_however_wrong_it_is(
    by: timedelta, night: list[timedelta]
) -> None:
    dog, sent = NOW + night[0], NOW + night[1]

    assert written_down(dog - by, heard(NOW, by), by, sent) == dog


@given(
    before=behind, after=behind, night=st.tuples(moments, moments, moments).map(sorted),
    set_first=st.booleans(),
)  # fmt: skip
def test_a_clock_that_is_set_in_between_is_corrected_or_a_person_is_asked(
    before: timedelta, after: timedelta, night: list[timedelta], set_first: bool
) -> None:
    dog, sent = NOW + night[0], NOW + night[2]
    phone_says = dog - (after if set_first else before)

    found = written_down(phone_says, heard(NOW, before), after, sent)

    assert found is None or abs(found - dog) <= CLOCK_SKEW + STEADY


@given(by=behind, dog=moments)
def test_a_phone_that_has_never_heard_our_clock_is_believed_in_what_it_says_now(
    by: timedelta, dog: timedelta
) -> None:
    assert written_down(NOW + dog - by, NEVER, by, NOW + A_NIGHT) == NOW + dog


def test_a_battery_that_died_and_a_clock_that_began_anew_are_seen_through() -> None:
    dead_since_nine, dog = heard(NOW, timedelta()), NOW + timedelta(hours=2)

    assert written_down(dog - YEARS, dead_since_nine, YEARS, dog + A_NIGHT) == dog
    assert written_down(dog - YEARS, dead_since_nine, timedelta(), dog + A_NIGHT) is None, "set again since"
    assert written_down(dog - YEARS, heard(NOW, YEARS), timedelta(), dog + A_NIGHT) == dog


def test_where_both_clocks_may_be_right_a_person_is_asked() -> None:
    dog, hours = NOW + timedelta(hours=3), timedelta(hours=2)

    found = readings(dog, heard(NOW, timedelta()), hours, NOW + A_NIGHT)

    assert written_down(dog, heard(NOW, timedelta()), hours, NOW + A_NIGHT) is None
    assert sorted(found) == [dog, dog + hours]


@pytest.mark.parametrize("says", [datetime(2001, 1, 1, tzinfo=UTC), NOW + timedelta(minutes=2)])
def test_an_older_page_that_tells_nothing_of_its_clock_is_believed_while_it_can_be(says: datetime) -> None:
    assert written_down(NOW - timedelta(days=3), NEVER, None, NOW) == NOW - timedelta(days=3)
    assert written_down(says, NEVER, None, NOW) is None


def test_a_dog_that_waited_for_months_is_asked_about() -> None:
    assert written_down(NOW - timedelta(days=40), heard(NOW - YEARS, timedelta()), timedelta(), NOW) is None


@pytest.mark.parametrize("says", [datetime.min, datetime.max])
def test_a_clock_at_the_end_of_all_calendars_is_asked_about(says: datetime) -> None:
    by = PhoneClock(heard_at=NOW, behind_s=300_000_000_000)

    assert moved(says.replace(tzinfo=UTC), timedelta(days=4_000_000)) is None
    assert written_down(says.replace(tzinfo=UTC), by, timedelta(), NOW) is None
    assert f"{says.year:d}" in ask(says.replace(tzinfo=UTC), []).detail


def test_the_question_names_what_the_phone_said_and_what_it_could_be() -> None:
    asked = ask(NOW - YEARS, [NOW, NOW - timedelta(hours=2)])

    assert "2018-08-12 23:41" in asked.detail
    assert asked.more["could_be"] == ["2026-07-13T13:41:00.000000Z", "2026-07-13T15:41:00.000000Z"]
