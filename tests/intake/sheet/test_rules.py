"""What is decided about an intake sheet."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from services.intake.deadlines import jurisdiction
from services.intake.sheet import rules
from services.intake.sheet.shape import Sheet, Writing
from services.intake.stays.models import Dog, Stay
from shared.events import ObservationOpened
from shared.problems import Unreasonable

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
BITE = {"at": "2026-07-12T10:00:00+08:00", "wound_class": "II"}
TWO = [{"name": "巴特尔", "police_no": "011204"}, {"name": "李强", "police_no": "011377"}]
FILLED = {
    "source": "CALL_110", "method": "HAND", "condition": "GOOD", "body_score": 4, "wounds": [],
    "temperament": "SHY", "chip_scan": {"scanned": True}, "items": [],
}  # fmt: skip


def sheet(**said: Any) -> Sheet:
    return Sheet.model_validate(said)


def missing(basis: str = "STRAY", chip: bool = False, **said: Any) -> list[str]:
    return rules.missing(sheet(**said), basis, chip, jurisdiction())


def a_stay(basis: str = "STRAY") -> Stay:
    return Stay(id="stay", stay_no="HH-2026-000001", dog_id="dog", custody_basis=basis, status="QUARANTINE")


def a_dog(chip: str | None = None) -> Dog:
    return Dog(id="dog", sex="male", breed="RURAL", colour="YW", size="M", chip=chip)


def test_filling_in_what_was_open_replaces_nothing_and_leaves_the_rest() -> None:
    after, filled, replaced = rules.add(sheet(condition="POOR"), Writing(body_score=3))

    assert (after.condition, after.body_score, filled, replaced) == ("POOR", 3, ["body_score"], [])


def test_what_was_written_is_not_replaced_by_one_person_and_the_reason_is_asked_for() -> None:
    """Domain §2.7: the two-person rule on a correction of the record."""
    after, filled, replaced = rules.add(sheet(body_score=3), Writing(body_score=4, condition="GOOD"))

    assert (after.body_score, after.condition) == (3, "GOOD")
    assert (filled, replaced) == (["condition"], ["body_score"])
    with pytest.raises(rules.ReasonNeeded, match="body_score"):
        rules.must_say_why(replaced, "  ")


def test_taking_something_off_the_sheet_replaces_it() -> None:
    assert rules.add(sheet(case_no="123"), Writing.model_validate({"case_no": None}))[2] == ["case_no"]


@pytest.mark.parametrize(
    ("before", "after", "fills"),
    [
        ({"officers": TWO[:1]}, {"officers": TWO}, True),
        ({"officers": TWO}, {"officers": TWO[1:]}, False),
        ({"wounds": []}, {"wounds": ["左耳缺口"]}, False),
        ({"chip_scan": {"scanned": False}}, {"chip_scan": {"scanned": True, "number": "123456789"}}, True),
        ({"chip_scan": {"scanned": True}}, {"chip_scan": {"scanned": False}}, False),
        ({"bite": BITE}, {"bite": BITE | {"hospital_told": True, "place": "小区门口"}}, True),
        ({"bite": BITE}, {"bite": BITE | {"wound_class": "III"}}, False),
        ({"bite": BITE}, {"bite": None}, False),
        ({"position": {"lat": 40.8, "lon": 111.7}}, {"position": {"lat": 40.9, "lon": 111.7}}, False),
    ],
    ids=str,
)
def test_what_only_adds_is_filled_in_and_what_takes_away_is_a_correction(
    before: dict[str, Any], after: dict[str, Any], fills: bool
) -> None:
    _, filled, replaced = rules.add(sheet(**before), Writing.model_validate(after))

    assert (bool(filled), bool(replaced)) == (fills, not fills)


def test_saying_the_same_again_changes_nothing() -> None:
    assert rules.add(sheet(**FILLED), Writing.model_validate(FILLED))[1:] == ([], [])


def test_a_filled_sheet_lacks_nothing() -> None:
    assert missing(**FILLED) == []


@pytest.mark.parametrize("name", [name for name in FILLED if name != "method"])
def test_each_of_these_is_asked_for(name: str) -> None:
    assert missing(**{key: value for key, value in FILLED.items() if key != name}) == [name]


def test_who_looked_and_found_none_has_answered() -> None:
    assert missing(**FILLED | {"wounds": [], "items": []}) == []
    assert missing(**FILLED | {"wounds": None, "items": None}) == ["wounds", "items"]


@pytest.mark.parametrize(
    ("basis", "source", "asked"),
    [
        ("STRAY", "OPERATION", True),
        ("STRAY", "CITIZEN", False),
        ("SURRENDERED", "OWNER", False),
        ("BORN_IN_CARE", "BORN_IN_CARE", False),
        ("TRANSFER_IN", "TRANSFER", False),
    ],
)
def test_how_it_was_caught_is_asked_only_of_what_was_caught(basis: str, source: str, asked: bool) -> None:
    assert ("method" in missing(basis, **FILLED | {"source": source, "method": None})) == asked


def test_a_chip_on_record_was_read_and_one_not_scanned_was_not() -> None:
    unread = FILLED | {"chip_scan": {"scanned": False}}

    assert missing(**unread) == ["chip_scan"]
    assert missing(chip=True, **unread) == []


@pytest.mark.parametrize("basis", ["SEIZED", "CONFISCATED", "EVIDENCE", "OBSERVATION"])
def test_a_measure_by_law_names_two_officers(basis: str) -> None:
    """行政强制法 18(2): two or more carry out a compulsory measure."""
    assert "officers" in missing(basis, **FILLED)
    assert "officers" in missing(basis, **FILLED | {"officers": TWO[:1]})
    assert "officers" not in missing(basis, **FILLED | {"officers": TWO})


@pytest.mark.parametrize(
    ("method", "needed"), [("HAND", 0), ("POLE", 2), ("NET", 2), ("TRAP", 2), ("BLOWPIPE", 2)]
)
def test_a_method_by_force_names_two_officers(method: str, needed: int) -> None:
    assert rules.officers_needed("STRAY", sheet(method=method), jurisdiction()) == needed


def test_the_blowpipe_wants_drug_dose_person_and_licence() -> None:
    """Domain §2.1."""
    blown = FILLED | {"method": "BLOWPIPE", "officers": TWO}

    assert missing(**blown) == ["sedation"]
    with pytest.raises(ValidationError):
        sheet(sedation={"drug": "舒泰50"})


@pytest.mark.parametrize(
    ("basis", "wanted"),
    [
        ("SEIZED", ["case_no", "received_by"]),
        ("EVIDENCE", ["case_no", "received_by"]),
        ("CONFISCATED", ["case_no"]),
        ("OBSERVATION", ["bite"]),
        ("STRAY", []),
    ],
)
def test_what_a_basis_asks_for(basis: str, wanted: list[str]) -> None:
    """公安机关办理行政案件程序规定 189: property is listed with its case, and somebody keeps it."""
    assert missing(basis, **FILLED | {"officers": TWO}) == wanted


def test_a_case_officer_never_keeps_the_dog() -> None:
    """公安机关办理行政案件程序规定 188."""
    same = sheet(officers=TWO, received_by="李强")

    with pytest.raises(rules.KeptByCaseOfficer):
        rules.check(same, "SEIZED", NOW)

    rules.check(same, "STRAY", NOW)
    rules.check(sheet(officers=TWO, received_by="其木格"), "SEIZED", NOW)


def test_one_officer_is_not_two() -> None:
    twice = [TWO[0], {"name": "巴图", "police_no": TWO[0]["police_no"]}]

    with pytest.raises(rules.SameOfficerTwice):
        rules.check(sheet(officers=twice), "STRAY", NOW)


@pytest.mark.parametrize("police_no", ["", "12", "警号12", "0112041234567"])
def test_a_police_number_is_one(police_no: str) -> None:
    with pytest.raises(ValidationError):
        sheet(officers=[{"name": "巴特尔", "police_no": police_no}])


@pytest.mark.parametrize(
    "said",
    [
        {"body_score": 0},
        {"body_score": 10},
        {"temperature_c": 60},
        {"weight_kg": 0},
        {"position": {"lat": 91, "lon": 111}},
        {"source": "UFO"},
        {"bite": {"at": "2026-07-12T10:00:00"}},
        {"victim": "其其格"},
    ],
    ids=str,
)
def test_what_no_sheet_has_room_for(said: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        sheet(**said)


def test_a_bite_lies_in_the_past() -> None:
    with pytest.raises(rules.BiteInFuture):
        rules.check(sheet(bite={"at": NOW + timedelta(hours=1)}), "STRAY", NOW)


def test_a_number_was_scanned() -> None:
    with pytest.raises(rules.NumberWithoutScan):
        rules.check(sheet(chip_scan={"scanned": False, "number": "156000123456789"}), "STRAY", NOW)


def test_a_bite_is_watched_for_ten_days_from_the_bite() -> None:
    """Domain §2.3: from the bite, not from intake."""
    (opened,) = rules.observe(sheet(), sheet(bite=BITE), a_stay(), jurisdiction())

    assert isinstance(opened, ObservationOpened)
    assert opened.until - opened.occurred_at == timedelta(days=10)
    assert opened.occurred_at == datetime(2026, 7, 12, 2, 0, tzinfo=UTC)
    assert opened.audience == "restricted"


def test_an_observation_opens_once_for_a_bite_and_again_when_its_time_was_wrong() -> None:
    bitten = sheet(bite=BITE)

    assert rules.observe(bitten, sheet(bite=BITE | {"provoked": True}), a_stay(), jurisdiction()) == []
    assert rules.observe(bitten, sheet(bite={"at": NOW}), a_stay(), jurisdiction()) != []


def test_a_chip_is_put_on_record_and_never_silently_replaced() -> None:
    chip = rules.check(sheet(chip_scan={"scanned": True, "number": "3D9.1C2C6E5F94"}), "STRAY", NOW)
    dog = a_dog()

    (read,) = rules.wear_chip(dog, chip, NOW)

    assert (dog.chip, dog.chip_scheme, dog.chip_raw) == ("985121004515220", "ISO11784", "3D9.1C2C6E5F94")
    assert "985121004515220" in read.model_dump_json()
    assert rules.wear_chip(dog, chip, NOW) == []
    with pytest.raises(rules.AnotherChip):
        rules.wear_chip(a_dog("156000123456789"), chip, NOW)


def test_entries_are_numbered_and_each_has_the_hash_of_the_whole_sheet() -> None:
    first = rules.enter(None, a_stay(), sheet(body_score=3), ["body_score"], "", "wang", NOW)
    second = rules.enter(first, a_stay(), sheet(body_score=4), ["body_score"], " 重称 ", "li", NOW)

    assert (first.number, second.number, second.because) == (1, 2, "重称")
    assert first.sha256 != second.sha256
    assert first.sha256 == rules.fingerprint(dict(reversed(first.sheet.items())))


def test_the_others_hear_a_hash_and_nothing_of_the_text() -> None:
    entry = rules.enter(None, a_stay(), sheet(case_no="案123", officers=TWO), ["case_no"], "", "wang", NOW)

    event = rules.written(entry)

    assert (event.number, event.sha256, event.subject) == (1, entry.sha256, "dog")
    assert not any(word in event.model_dump_json() for word in ("案123", "巴特尔", "011204", "wang"))


HANDED = {"given_by": "巴特尔", "given_as": "OFFICER", "taken_by": "其木格", "at": NOW}


def test_two_people_hand_a_dog_over_and_no_citizen_is_named_on_the_sheet() -> None:
    rules.check(sheet(handover=HANDED), "STRAY", NOW)
    rules.check(sheet(handover=HANDED | {"given_by": None, "given_as": "CITIZEN"}), "STRAY", NOW)
    for wrong, why in (
        ({"given_as": "OWNER"}, rules.CitizenNamed),
        ({"given_by": None}, Unreasonable),
        ({"taken_by": "巴特尔"}, rules.SamePersonHandsOver),
        ({"at": NOW + timedelta(hours=1)}, Unreasonable),
    ):
        with pytest.raises(why):
            rules.check(sheet(handover=HANDED | wrong), "STRAY", NOW)


def test_a_case_officer_takes_no_evidence_over() -> None:
    """公安机关办理行政案件程序规定 188."""
    taken = HANDED | {"given_by": "李强", "taken_by": "巴特尔", "taken_as": "OFFICER"}

    with pytest.raises(rules.KeptByCaseOfficer):
        rules.check(sheet(officers=TWO, handover=taken), "EVIDENCE", NOW)


def test_a_chip_is_replaced_where_two_people_agree() -> None:
    dog = a_dog("156000123456789")
    chip = rules.check(sheet(chip_scan={"scanned": True, "number": "985121004515220"}), "STRAY", NOW)

    assert len(rules.wear_chip(dog, chip, NOW, corrected=True)) == 1
    assert dog.chip == "985121004515220"
