"""What is decided about corrections: `services/intake/corrections/rules.py`."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.intake.arrivals.rules import ArrivedBeforeFound, FoundInFuture
from services.intake.corrections import record as written
from services.intake.corrections import rules
from services.intake.corrections.models import Correction
from services.intake.sheet.shape import Sheet
from services.intake.stays.chips import ChipImpossible
from services.intake.stays.models import Dog, Stay
from services.intake.stays.rules import UnknownDivision
from shared.auth import NotAllowed, Who
from shared.events import IntakeCorrected
from shared.problems import Unreasonable
from tests.intake.conftest import NOW

ACCOUNTS = ("0197-asked", "0197-confirmed")


def a_dog() -> Dog:
    return Dog(id="dog", name="豆包", sex="male", breed="RURAL", colour="YWW", size="M", age_months=24)


def a_stay() -> Stay:
    return Stay(
        id="stay", stay_no="HH-1", dog_id="dog", custody_basis="STRAY", status="HOLDING",
        found_text="大学西路", division="150105", opened_at=NOW - timedelta(days=1),
    )  # fmt: skip


def a_sheet() -> Sheet:
    return Sheet(body_score=3, wounds=["左耳缺口"])


def asked(waits: bool = False, **changes: Any) -> Correction:
    told = {"changes": changes, "reason": "EXAMINED", "note": "复查"}
    new = rules.NewCorrection.model_validate(told)
    return rules.ask(written.record_of(a_dog(), a_stay(), a_sheet()), waits, new, "c1", "li", NOW)


def confirm(correction: Correction, dog: Dog, stay: Stay, sheet: Sheet | None = None) -> IntakeCorrected:
    rules.confirm(correction, dog, stay, sheet or a_sheet(), "wang", NOW)
    return rules.told(correction, stay, True, ACCOUNTS, NOW)


def test_the_hash_is_the_sha_256_of_the_canonical_json() -> None:
    text = (
        '{"age_months":24,"arrived_at":null,"body_score":3,"breed":"RURAL","chip":null,"colour":"YWW",'
        '"custody_basis":"STRAY","division":"150105","dog_id":"dog","found_text":"大学西路",'
        '"found_time":"2026-07-12T15:41:00.000000Z","name":"豆包","notes":"","sex":"male","size":"M",'
        '"stay_id":"stay","stay_no":"HH-1","wounds":["左耳缺口"]}'
    )
    record = written.record_of(a_dog(), a_stay(), a_sheet())

    assert written.hash_of(record) == hashlib.sha256(text.encode()).hexdigest()


def test_what_is_asked_for_keeps_the_old_and_the_new_and_changes_nothing() -> None:
    correction = asked(breed="MIX", colour="YWW", age_months=None)

    assert correction.old == {"breed": "RURAL", "age_months": 24}
    assert correction.new == {"breed": "MIX", "age_months": None}
    assert correction.before["breed"] == "RURAL"
    assert correction.old_hash == written.hash_of(correction.before)
    assert correction.state == "ASKED"


@pytest.mark.parametrize(
    "nothing",
    [
        {},
        {"breed": "RURAL"},
        {"name": "豆包", "sex": "male"},
        {"found_time": "2026-07-12T23:41:00+08:00"},
        {"body_score": 3, "custody_basis": "STRAY"},
    ],
)
def test_a_correction_changes_something(nothing: dict[str, Any]) -> None:
    with pytest.raises(Unreasonable, match="Nothing differs"):
        asked(**nothing)


def test_one_correction_of_a_dog_waits_at_a_time() -> None:
    with pytest.raises(rules.CorrectionWaits):
        asked(waits=True, breed="MIX")


@pytest.mark.parametrize(
    "field",
    ["sex", "breed", "colour", "size", "chip", "found_text", "division", "custody_basis", "found_time"],
)
def test_what_must_be_known_is_not_made_unknown(field: str) -> None:
    with pytest.raises(Unreasonable, match=field):
        asked(**{field: None})


def test_what_no_dog_can_have_is_refused() -> None:
    with pytest.raises(FoundInFuture):
        asked(found_time=NOW + timedelta(hours=1))
    with pytest.raises(ArrivedBeforeFound):
        asked(arrived_at=NOW - timedelta(days=2))
    with pytest.raises(Unreasonable, match="The bite"):
        asked(bite={"at": NOW + timedelta(hours=1)})
    with pytest.raises(UnknownDivision):
        asked(division="999999")
    with pytest.raises(ChipImpossible):
        asked(chip="12")


def test_another_person_confirms_and_the_record_says_the_new_values() -> None:
    dog, stay, correction = a_dog(), a_stay(), asked(breed="MIX", found_text="大学东路", name=None)

    told = confirm(correction, dog, stay)

    assert (dog.breed, dog.name, stay.found_text) == ("MIX", None, "大学东路")
    assert (correction.state, correction.decided_by) == ("CONFIRMED", "wang")
    assert correction.old == {"breed": "RURAL", "name": "豆包", "found_text": "大学西路"}
    assert written.hash_of(written.record_of(dog, stay, a_sheet())) != correction.old_hash
    assert told.fields == ["breed", "found_text", "name"]
    assert (told.breed, told.name, told.old_hash) == ("MIX", None, correction.old_hash)


def test_who_asked_and_confirmed_is_told_by_ids_that_name_nobody() -> None:
    told = confirm(asked(breed="MIX"), a_dog(), a_stay())

    assert (told.asked_by, told.confirmed_by) == ACCOUNTS
    assert not [secret for secret in ("wang", '"li"', "复查") if secret in told.model_dump_json()]


def test_the_same_person_twice_is_refused() -> None:
    dog = a_dog()

    with pytest.raises(rules.SamePersonTwice):
        rules.confirm(asked(breed="MIX"), dog, a_stay(), a_sheet(), "li", NOW)

    assert dog.breed == "RURAL"


def test_what_has_changed_since_it_was_asked_is_not_overwritten() -> None:
    dog = a_dog()
    dog.colour = "BK"

    with pytest.raises(rules.RecordHasChanged):
        confirm(asked(breed="MIX"), dog, a_stay())

    assert dog.breed == "RURAL"


def test_what_was_filled_in_meanwhile_does_no_harm_and_what_was_rewritten_does() -> None:
    filled = a_sheet().model_copy(update={"condition": "GOOD"})
    after = rules.confirm(asked(body_score=4), a_dog(), a_stay(), filled, "wang", NOW)

    assert (after.body_score, after.condition, after.wounds) == (4, "GOOD", ["左耳缺口"])
    with pytest.raises(rules.RecordHasChanged):
        confirm(asked(body_score=4), a_dog(), a_stay(), Sheet(body_score=5, wounds=["左耳缺口"]))
    with pytest.raises(rules.RecordHasChanged):
        confirm(asked(gait="LAME"), a_dog(), a_stay(), a_sheet().model_copy(update={"gait": "STIFF"}))


def test_why_and_since_when_it_is_here_are_corrected_and_told_of_its_first_stay() -> None:
    stay, correction = a_stay(), asked(custody_basis="SEIZED", found_time="2026-07-11T20:00:00+08:00")

    told = confirm(correction, a_dog(), stay)

    assert (stay.custody_basis, stay.opened_at) == ("SEIZED", datetime(2026, 7, 11, 12, tzinfo=UTC))
    assert (told.custody_basis, told.found_time) == ("SEIZED", stay.opened_at)
    assert rules.told(correction, stay, False, ACCOUNTS, NOW).fields == []


def test_what_a_sheet_says_is_in_no_event() -> None:
    told = confirm(asked(bite={"at": "2026-07-12T10:00:00+08:00"}, rabies_signs=True), a_dog(), a_stay())

    assert told.fields == []
    assert not [word for word in ("bite", "rabies") if word in told.model_dump_json()]


def test_a_corrected_chip_is_read_as_any_chip() -> None:
    dog = a_dog()

    correction = asked(chip="156 000123456789")
    confirm(correction, dog, a_stay())

    (read,) = rules.chip_read(correction, dog, NOW)

    assert (dog.chip, dog.chip_scheme) == ("156000123456789", "ISO11784")
    assert read.chip == "156000123456789"


def test_a_refused_correction_leaves_the_record_and_is_not_decided_again() -> None:
    correction = asked(breed="MIX")
    rules.refuse(correction, "wang", "照片上是田园犬", NOW)

    assert (correction.state, correction.refused_because) == ("REFUSED", "照片上是田园犬")
    with pytest.raises(rules.AlreadyDecided):
        confirm(correction, a_dog(), a_stay())


def test_who_asked_may_take_it_back_and_other_keepers_may_not() -> None:
    correction, keeper = asked(breed="MIX"), frozenset({"keeper"})

    rules.may_refuse(correction, Who("li", keeper), ["officer"])
    rules.may_refuse(correction, Who("wang", frozenset({"officer"})), ["officer"])
    with pytest.raises(NotAllowed):
        rules.may_refuse(correction, Who("zhao", keeper), ["officer"])
