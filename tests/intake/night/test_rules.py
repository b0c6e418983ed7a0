"""What is decided about a dog that a phone sends later."""

from datetime import timedelta

from services.intake.models import Operation
from services.intake.night.rules import QueuedDog, operation_to_check, with_both_times
from tests.intake.conftest import NOW, a_dog

ENDED = NOW + timedelta(hours=3)


def queued(**changed: object) -> QueuedDog:
    told = {"dog": a_dog(notes="左耳有缺口"), "entered_by": "wang", "entered_at": NOW} | changed
    return QueuedDog.model_validate(told)


def an_operation(closed: bool) -> Operation:
    return Operation(
        id="17", name="第17次", division="150105", started_at=NOW, opened_at=NOW,
        closed_at=ENDED if closed else None,
    )  # fmt: skip


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
