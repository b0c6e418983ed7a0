"""What is decided about a dog that a phone sends later."""

from datetime import timedelta

import pytest

from services.intake.arrivals.night.rules import (
    QueuedDog,
    in_our_time,
    must_be_meant,
    operation_to_check,
    with_both_times,
)
from services.intake.operations.models import Operation
from services.intake.stays.clocks import PhoneClock, PhoneSaid, WhenWasItFound
from tests.intake.conftest import NOW, a_dog

ENDED = NOW + timedelta(hours=3)
YEARS = timedelta(days=2892)
ON_THE_PHONE = NOW - YEARS


def queued(**changed: object) -> QueuedDog:
    told = {"dog": a_dog(notes="左耳有缺口"), "entered_by": "wang", "entered_at": NOW} | changed
    return QueuedDog.model_validate(told)


def a_dog_of_2018(answered: bool = False, **changed: object) -> QueuedDog:
    """As a phone tells it whose clock is years behind, and which has never heard ours."""
    dog = a_dog(**{"found_time": ON_THE_PHONE, "arrived_at": ON_THE_PHONE} | changed)
    return queued(dog=dog, entered_at=ON_THE_PHONE, clock=PhoneClock(answered=answered))


def an_operation(closed: bool) -> Operation:
    return Operation(
        id="17", name="第17次", division="150105", started_at=NOW, opened_at=NOW,
        closed_at=ENDED if closed else None,
    )  # fmt: skip


def test_an_older_page_sends_the_very_dog_that_it_has_always_sent() -> None:
    assert "clock" not in queued().as_told()
    assert '"answered":true' in a_dog_of_2018(answered=True).as_told()


def test_times_that_are_the_clocks_are_moved_by_what_it_is_off_and_both_are_kept() -> None:
    ours, said = in_our_time(a_dog_of_2018(), NOW - YEARS + timedelta(hours=1), NOW + timedelta(hours=1))

    assert ours.dog.found_time == ours.dog.arrived_at == ours.entered_at == NOW
    assert said == PhoneSaid(
        entered_at=ON_THE_PHONE, behind_s=2892 * 86_400, moved=["arrived_at", "found_time"], answered=False
    )


def test_a_time_that_somebody_typed_stands() -> None:
    typed = NOW - timedelta(hours=1)

    ours, said = in_our_time(a_dog_of_2018(found_time=typed), ON_THE_PHONE, NOW)

    assert (ours.dog.found_time, ours.dog.arrived_at) == (typed, NOW)
    assert said
    assert said.moved == ["arrived_at"]


def test_a_clock_that_is_off_by_less_than_a_minute_is_taken_at_its_word() -> None:
    dog = queued(clock=PhoneClock(heard_at=NOW, behind_s=40))

    assert in_our_time(dog, NOW - timedelta(seconds=40), NOW) == (dog, None)


def test_where_nothing_can_be_corrected_a_person_says_when_it_was_found() -> None:
    with pytest.raises(WhenWasItFound):
        in_our_time(a_dog_of_2018(), NOW, NOW)
    answer = NOW - timedelta(hours=4)

    ours, said = in_our_time(a_dog_of_2018(answered=True, found_time=answer), NOW, NOW)

    assert ours.dog.found_time == ours.dog.arrived_at == ours.entered_at == answer
    assert said
    assert (said.entered_at, said.behind_s, said.answered) == (ON_THE_PHONE, None, True)


def test_what_was_typed_under_a_wrong_date_is_asked_about_once() -> None:
    typed = ON_THE_PHONE - timedelta(minutes=20)
    wrong = in_our_time(a_dog_of_2018(found_time=typed), ON_THE_PHONE, NOW)
    meant = in_our_time(a_dog_of_2018(found_time=typed, answered=True), ON_THE_PHONE, NOW)
    right = in_our_time(queued(dog=a_dog(found_time=NOW - timedelta(days=3))), NOW, NOW)

    with pytest.raises(WhenWasItFound) as asked:
        must_be_meant(*wrong)

    assert "2018-08-12 23:21" in asked.value.detail
    assert asked.value.more["could_be"] == ["2018-08-12T15:21:00.000000Z", "2026-07-13T15:41:00.000000Z"]
    must_be_meant(*meant)
    must_be_meant(*right)
    assert meant[0].dog.found_time == typed


def test_a_dog_written_down_before_the_operation_ended_is_one_of_its_dogs() -> None:
    assert operation_to_check(an_operation(closed=True), ENDED) is None


def test_a_dog_written_down_after_the_end_is_checked_like_any_other() -> None:
    over, out = an_operation(closed=True), an_operation(closed=False)

    assert operation_to_check(over, ENDED + timedelta(seconds=1)) is over
    assert operation_to_check(out, NOW) is out
    assert operation_to_check(None, NOW) is None


def test_a_dog_that_is_sent_at_once_by_who_wrote_it_down_is_as_it_was_told() -> None:
    assert with_both_times(queued(), "wang", NOW + timedelta(minutes=9)).notes == "左耳有缺口"


def test_a_late_upload_keeps_both_times_and_both_names() -> None:
    late = with_both_times(queued(), "wang", NOW + timedelta(hours=5))
    by_another = with_both_times(queued(dog=a_dog()), "li", NOW)

    assert late.notes == "左耳有缺口\nwang 于 2026-07-13 23:41 在手机上登记，由 wang 上传。"
    assert by_another.notes == "wang 于 2026-07-13 23:41 在手机上登记，由 li 上传。"
