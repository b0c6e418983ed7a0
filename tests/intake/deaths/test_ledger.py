"""Where every carcass is: `services/intake/deaths/ledger.py`."""

from typing import Any

import pytest

from services.intake.deaths import ledger, rules
from services.intake.deaths.models import Carcass, Disposal
from shared import two_people
from shared.problems import Unreasonable
from tests.intake.conftest import NOW
from tests.intake.deaths.test_rules import HOUR, a_death, a_dog, a_stay


def test_a_carcass_is_sealed_once_with_a_seal_of_its_own() -> None:
    dog = a_dog()
    death, _ = rules.record(dog, a_stay(), [], a_death(), "haas", NOW)
    bag = ledger.NewCarcass(bag_no="B1", seal_no="S1", weight_kg=18.5, place="1号冷库")

    carcass, told = ledger.store(dog, death, None, False, bag, "li", NOW)

    assert (carcass.seal_no, carcass.stored_by, told.weight_kg) == ("S1", "li", 18.5)
    with pytest.raises(ledger.AlreadyInStore):
        ledger.store(dog, death, carcass, False, bag, "li", NOW)
    with pytest.raises(ledger.SealUsed):
        ledger.store(dog, death, None, True, bag, "li", NOW)
    with pytest.raises(ledger.NoDeathRecord):
        ledger.store(dog, None, None, False, bag, "li", NOW)


def on_the_way() -> tuple[Disposal, Carcass]:
    disposal = Disposal(
        id="d1", taken_at=NOW - HOUR, carrier="环卫一队", vehicle="蒙A·1", plant="处理中心", handed_by="li"
    )
    carcass = Carcass(
        dog_id="dog", stay_id="stay", bag_no="B1", seal_no="S1", weight_kg=18.5, place="1",
        stored_at=NOW - 3 * HOUR, stored_by="li",
    )  # fmt: skip
    ledger.collect(carcass, disposal)
    return disposal, carcass


def test_what_is_not_in_the_cold_store_is_not_collected() -> None:
    disposal, carcass = on_the_way()

    for absent in (None, carcass):
        with pytest.raises(ledger.NotInStore):
            ledger.collect(absent, disposal)
    assert (carcass.taken_at, carcass.disposal_id) == (NOW - HOUR, "d1")


def test_a_second_person_signs_the_receipt_and_then_it_is_disposed_of() -> None:
    disposal, carcass = on_the_way()
    receipt = ledger.Receipt(receipt_no="R1", method="INCINERATION")

    with pytest.raises(two_people.SamePersonTwice):
        ledger.dispose(disposal, [carcass], receipt, False, "li", NOW)
    with pytest.raises(ledger.ReceiptUsed):
        ledger.dispose(disposal, [carcass], receipt, True, "wang", NOW)
    (told,) = ledger.dispose(disposal, [carcass], receipt, False, "wang", NOW)

    assert (disposal.signed_by, disposal.method, disposal.disposed_at) == ("wang", "INCINERATION", NOW)
    assert (told.dog_id, told.receipt_no, told.plant) == ("dog", "R1", "处理中心")
    with pytest.raises(ledger.AlreadyDisposed):
        ledger.dispose(disposal, [carcass], receipt, False, "wang", NOW)


@pytest.mark.parametrize("at", [NOW - 2 * HOUR, NOW + HOUR])
def test_nothing_is_disposed_of_before_it_left_or_in_the_future(at: Any) -> None:
    disposal, carcass = on_the_way()
    receipt = ledger.Receipt(receipt_no="R1", method="RENDERING", at=at)

    with pytest.raises(Unreasonable):
        ledger.dispose(disposal, [carcass], receipt, False, "wang", NOW)


def test_the_methods_are_a_closed_list() -> None:
    assert len(ledger.METHODS) == 5
    with pytest.raises(ValueError, match="method"):
        ledger.Receipt(receipt_no="R1", method="THROWN_AWAY")  # type: ignore[arg-type]
