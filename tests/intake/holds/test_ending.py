"""Who ends a hold, and when."""

import pytest

from services.intake.holds import ending
from services.intake.holds.models import Hold, HoldRequest
from shared import two_people
from shared.auth import NotAllowed, Who
from tests.intake.holds.test_rules import A_DAY, KEEPER, LAWS, LI, NOW, VET, WANG, held, who


def asked(hold: Hold, by: Who = WANG) -> HoldRequest:
    return ending.ask(hold, LAWS[hold.kind], None, by, "现场核验一致", "request", NOW)


def test_one_person_does_not_end_a_hold_before_its_time() -> None:
    """domain §2.7: two-person rule on hold release before expiry."""
    for until in (None, NOW + A_DAY):
        with pytest.raises(ending.NotYetOver):
            ending.end(held("OWNER_DISPUTE", until), LAWS["OWNER_DISPUTE"], WANG, "已查清", NOW)


def test_one_person_ends_what_is_over_its_time() -> None:
    hold = held("SEIZURE", NOW - A_DAY)

    released = ending.end(hold, LAWS["SEIZURE"], WANG, "决定退还", NOW)

    assert not released.early
    assert (hold.released_by, hold.released_because) == ("wang", "决定退还")


def test_a_vet_takes_off_what_a_vet_put_on() -> None:
    hold = held("MEDICAL")

    with pytest.raises(NotAllowed):
        ending.end(hold, LAWS["MEDICAL"], WANG, "好了", NOW)
    assert not ending.end(hold, LAWS["MEDICAL"], VET, "痊愈", NOW).early


def test_two_people_end_a_hold_early_and_both_are_on_record() -> None:
    hold = held("OWNER_DISPUTE")
    request = asked(hold)

    released = ending.confirm(request, hold, LAWS["OWNER_DISPUTE"], LI, "同意", NOW)

    assert released.early
    assert (request.asked_by, request.because) == ("wang", "现场核验一致")
    assert (request.decided_by, request.answer, request.granted) == ("li", "同意", True)
    assert hold.released_by == "li"


def test_the_same_person_twice_is_one_person() -> None:
    hold = held("OWNER_DISPUTE")

    with pytest.raises(two_people.SamePersonTwice):
        ending.confirm(asked(hold), hold, LAWS["OWNER_DISPUTE"], WANG, "同意", NOW)
    with pytest.raises(two_people.SamePersonTwice):
        admin = who("admin", "admin")
        ending.confirm(asked(hold, admin), hold, LAWS["OWNER_DISPUTE"], admin, "同意", NOW)
    assert hold.released_at is None


def test_the_second_person_has_a_role_that_the_law_names() -> None:
    hold = held("OWNER_DISPUTE")

    for other in (VET, KEEPER):
        with pytest.raises(NotAllowed):
            ending.confirm(asked(hold), hold, LAWS["OWNER_DISPUTE"], other, "同意", NOW)


def test_a_request_is_decided_once() -> None:
    hold = held("OWNER_DISPUTE")
    request = asked(hold)
    ending.refuse(request, LI, "证据不足", NOW)

    with pytest.raises(two_people.AlreadyDecided):
        ending.confirm(request, hold, LAWS["OWNER_DISPUTE"], LI, "同意", NOW)
    with pytest.raises(two_people.AlreadyDecided):
        ending.refuse(request, LI, "再拒", NOW)
    assert hold.released_at is None


def test_a_hold_is_asked_for_once_at_a_time() -> None:
    hold = held("OWNER_DISPUTE")

    with pytest.raises(ending.AlreadyAsked):
        ending.ask(hold, LAWS["OWNER_DISPUTE"], asked(hold), LI, "我也要", "second", NOW)


def test_an_observation_for_rabies_is_never_cut_short() -> None:
    """domain §2.3: healthy for ten days after the bite; two people are not more right than one."""
    hold, law = held("RABIES_OBSERVATION", NOW + A_DAY), LAWS["RABIES_OBSERVATION"]

    for act in (
        lambda: ending.ask(hold, law, None, WANG, "看着挺好", "request", NOW),
        lambda: ending.end(hold, law, VET, "看着挺好", NOW),
    ):
        with pytest.raises(ending.NeverEarly):
            act()
    assert not ending.end(hold, law, VET, "满十日健康", NOW + A_DAY).early


def test_what_is_over_needs_no_request() -> None:
    for hold in (held("SEIZURE", NOW), held("MEDICAL")):
        with pytest.raises(ending.NeedsNoSecond):
            asked(hold)


def test_what_has_ended_does_not_end_again() -> None:
    hold = held("MEDICAL")
    ending.end(hold, LAWS["MEDICAL"], VET, "痊愈", NOW)

    with pytest.raises(ending.HoldIsOver):
        ending.end(hold, LAWS["MEDICAL"], VET, "痊愈", NOW)
    with pytest.raises(ending.HoldIsOver):
        ending.ask(held("QUARANTINE", NOW), LAWS["QUARANTINE"], None, VET, "早已期满", "request", NOW)
