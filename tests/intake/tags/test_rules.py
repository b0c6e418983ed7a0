"""What a tag may become."""

import contextlib
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.intake.stays.models import Dog, Stay
from services.intake.tags import rules
from services.intake.tags.models import Tag
from services.intake.tags.rules import (
    DogIsDead,
    DogWearsTag,
    DogWithoutTag,
    NewBatch,
    TagNotWorn,
    TagUnreadable,
)
from shared.ids import CROCKFORD
from shared.pages import grouped
from tests.intake.conftest import NOW

CODE = "8K3M7Q2ZT5WB"
LATER = NOW + timedelta(hours=1)


def a_dog(**changed: object) -> Dog:
    told = {"id": "1", "sex": "male", "breed": "RURAL", "colour": "YW", "size": "M"}
    return Dog(**told | changed)  # type: ignore[arg-type]


def a_tag(status: str = "ACTIVE") -> Tag:
    return Tag(code=CODE, dog_id="1", status=status, issued_at=NOW)


def a_stay(stay_no: str) -> Stay:
    return Stay(id=stay_no, stay_no=stay_no, dog_id="1", custody_basis="STRAY", status="HOLDING")


@pytest.mark.parametrize(
    "shown",
    [
        CODE, "8k3m7q2zt5wb", "8K3M-7Q2Z-T5WB", " 8k3m 7q2z t5wb\n", "HTTPS://DOGS.EXAMPLE.CN/T/8K3M7Q2ZT5WB",
        "http://127.0.0.1:8000/t/8k3m7q2zt5wb",
    ],
)  # fmt: skip
def test_a_code_is_read_however_it_is_typed_or_scanned(shown: str) -> None:
    assert rules.read_code(shown) == CODE


def test_letters_that_look_like_digits_are_read_as_those() -> None:
    assert rules.read_code("OIL0IL-oil-10O") == "011011011100"


@pytest.mark.parametrize("shown", ["", "8K3M", CODE + "0", "8K3M7Q2ZT5WU", "HTTPS://EVIL.EXAMPLE/X", "犬牌"])
def test_what_is_no_code_is_refused_with_what_to_do(shown: str) -> None:
    with pytest.raises(TagUnreadable, match="12"):
        rules.read_code(shown)


@given(st.text(CROCKFORD, min_size=12, max_size=12))
def test_every_code_that_is_printed_can_be_typed_again(code: str) -> None:
    assert rules.read_code(grouped(code)) == rules.read_code(code.lower()) == code


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(shown: str) -> None:
    with contextlib.suppress(TagUnreadable):
        assert rules.CODE.fullmatch(rules.read_code(shown))


def test_a_dog_wears_one_tag() -> None:
    with pytest.raises(DogWearsTag, match=CODE):
        rules.bind(a_tag(), a_dog(), "000000000000", NOW)


@pytest.mark.parametrize("status", ["LOST", "DAMAGED", "REPLACED", "REVOKED", "WITHDRAWN"])
def test_a_dog_whose_tag_has_ended_gets_another(status: str) -> None:
    tag, issued = rules.bind(a_tag(status), a_dog(), "000000000000", LATER)

    assert (tag.code, tag.dog_id, tag.status, tag.issued_at) == ("000000000000", "1", "ACTIVE", LATER)
    assert (issued.code, issued.dog_id, issued.occurred_at) == ("000000000000", "1", LATER)


def test_a_dead_dog_gets_no_tag() -> None:
    with pytest.raises(DogIsDead):
        rules.bind(None, a_dog(death_cause="DOA"), CODE, NOW)


@pytest.mark.parametrize("why", ["LOST", "DAMAGED"])
def test_a_lost_tag_names_the_dog_no_more(why: rules.Loss) -> None:
    tag = a_tag()

    withdrawn = rules.lose(tag, why, LATER)

    assert tag.status == why
    assert (withdrawn.code, withdrawn.dog_id, withdrawn.reason) == (CODE, "1", why)


def test_a_tag_is_revoked() -> None:
    tag = a_tag()

    assert (rules.revoke(tag, LATER).reason, tag.status) == ("REVOKED", "REVOKED")


def test_the_old_tag_ends_when_it_is_replaced() -> None:
    tag = a_tag()

    (withdrawn,) = rules.replace(tag, "DAMAGED", LATER)

    assert (withdrawn.reason, tag.status) == ("DAMAGED", "REPLACED")


def test_a_tag_that_was_lost_before_is_replaced_without_saying_it_twice() -> None:
    tag = a_tag("LOST")

    assert (rules.replace(tag, "LOST", LATER), tag.status) == ([], "REPLACED")


@pytest.mark.parametrize("status", ["LOST", "DAMAGED", "REPLACED", "REVOKED", "WITHDRAWN"])
def test_a_tag_that_has_ended_is_never_worn_again(status: str) -> None:
    for end in (lambda tag: rules.lose(tag, "LOST", LATER), lambda tag: rules.revoke(tag, LATER)):
        tag = a_tag(status)
        with pytest.raises(TagNotWorn):
            end(tag)
        assert tag.status == status


@pytest.mark.parametrize("status", ["REPLACED", "REVOKED", "WITHDRAWN"])
def test_what_is_over_is_not_replaced(status: str) -> None:
    with pytest.raises(TagNotWorn, match="issue one"):
        rules.replace(a_tag(status), "LOST", LATER)


def test_labels_are_printed_for_dogs_with_a_tag_and_the_others_are_named() -> None:
    with_tag, bare = (a_stay("HH-2026-000001"), a_tag()), (a_stay("HH-2026-000002"), None)

    assert rules.must_wear([with_tag]) == [with_tag]
    with pytest.raises(DogWithoutTag, match="HH-2026-000002") as refused:
        rules.must_wear([with_tag, bare])
    assert "HH-2026-000001" not in refused.value.detail


@pytest.mark.parametrize("sheets", [0, 21])
def test_a_batch_is_some_sheets_but_not_a_ream(sheets: int) -> None:
    with pytest.raises(ValueError, match="sheets"):
        NewBatch(sheets=sheets)
