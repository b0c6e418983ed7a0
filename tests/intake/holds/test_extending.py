"""A seizure lasts thirty days, and once thirty more: Administrative Compulsion Law art. 25."""

from datetime import timedelta

import pytest

from services.intake.deadlines import jurisdiction
from services.intake.holds import extending
from services.intake.holds.extending import NewExtension
from services.intake.holds.models import Hold, HoldExtension
from shared import two_people
from shared.auth import NotAllowed, Who
from tests.intake.holds.test_rules import A_DAY, LAWS, LI, NOW, VET, WANG, held, who

LAW, TERMS = LAWS["SEIZURE"], jurisdiction().extension
HEAD = who("zhao", "legal")
NEW = NewExtension(days=30, document="呼公延强字〔2026〕12号", because="涉案犬主人未到案")


def seized(left: timedelta = 2 * A_DAY) -> Hold:
    return held("SEIZURE", NOW + left)


def asked(hold: Hold, by: Who = WANG, new: NewExtension = NEW) -> HoldExtension:
    return extending.ask(hold, LAW, TERMS, [], new, by, "extension", NOW)


def test_the_head_approves_and_the_end_moves_by_so_many_days() -> None:
    hold = seized()
    extension = asked(hold)

    said = extending.approve(extension, hold, LAW, TERMS, [extension], HEAD, "同意", NOW)

    assert hold.until == said.until == NOW + 32 * A_DAY
    assert (extension.was_until, extension.decided_by, extension.answer) == (NOW + 2 * A_DAY, "zhao", "同意")


def test_ten_days_of_a_decision_are_calendar_days() -> None:
    """Art. 69 counts working days in periods of the law itself."""
    hold = seized()
    extension = asked(hold, new=NEW.model_copy(update={"days": 10}))

    extending.approve(extension, hold, LAW, TERMS, [extension], HEAD, "同意", NOW)

    assert hold.until == NOW + 12 * A_DAY


def test_a_second_extension_is_refused_with_the_paragraph() -> None:
    hold = seized()
    extension = asked(hold)
    extending.approve(extension, hold, LAW, TERMS, [extension], HEAD, "同意", NOW)

    with pytest.raises(extending.ExtendedOnce, match=r"第二十五条.*art\. 25"):
        extending.ask(hold, LAW, TERMS, [extension], NEW, LI, "second", NOW)
    with pytest.raises(two_people.AlreadyDecided):
        extending.approve(extension, hold, LAW, TERMS, [extension], HEAD, "再来", NOW)
    assert hold.until == NOW + 32 * A_DAY


def test_of_two_that_were_asked_for_one_is_approved() -> None:
    hold = seized()
    first, second = asked(hold), asked(hold, LI)
    extending.approve(first, hold, LAW, TERMS, [first, second], HEAD, "同意", NOW)

    with pytest.raises(extending.ExtendedOnce):
        extending.approve(second, hold, LAW, TERMS, [first, second], HEAD, "同意", NOW)


def test_who_asked_never_approves_and_the_head_has_the_role_of_the_pack() -> None:
    hold = seized()
    both = who("wang", "officer", "legal", "admin")

    with pytest.raises(two_people.SamePersonTwice):
        extending.approve(asked(hold), hold, LAW, TERMS, [], both, "同意", NOW)
    with pytest.raises(NotAllowed):
        extending.approve(asked(hold), hold, LAW, TERMS, [], LI, "同意", NOW)
    with pytest.raises(NotAllowed):
        asked(hold, VET)
    assert hold.until == NOW + 2 * A_DAY


def test_what_is_over_is_made_longer_by_nobody() -> None:
    hold = seized()
    extension = asked(hold)

    with pytest.raises(extending.TermIsOver):
        asked(seized(left=timedelta()))
    with pytest.raises(extending.TermIsOver):
        extending.approve(extension, hold, LAW, TERMS, [extension], HEAD, "同意", NOW + 2 * A_DAY)


def test_only_a_seizure_is_made_longer_and_not_by_more_than_the_pack_says() -> None:
    with pytest.raises(extending.NeverExtended):
        extending.ask(held("BEHAVIOUR"), LAWS["BEHAVIOUR"], TERMS, [], NEW, WANG, "x", NOW)
    with pytest.raises(ValueError, match="less than or equal to 30"):
        NewExtension(days=31, document="12号", because="案情复杂")


def test_who_asked_takes_it_back_and_others_do_not() -> None:
    extension = asked(seized())

    with pytest.raises(NotAllowed):
        extending.refuse(extension, TERMS, LI, "不同意", NOW)
    extending.refuse(extension, TERMS, WANG, "案件已结", NOW)
    assert (extension.granted, extension.decided_by) == (False, "wang")
