"""Personal data: only its own key opens it, only where it was sealed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealed import KeyMissing, Sealer, Unreadable, mask_name, mask_phone

SEALER = Sealer(b"k" * 32)
PLACE = "person:phone:1"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens(text: str) -> None:
    assert SEALER.open(SEALER.seal(text, PLACE), PLACE) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert SEALER.seal("13812345678", PLACE) != SEALER.seal("13812345678", PLACE)


@pytest.mark.parametrize("place", ["person:phone:2", "person:name:1", ""])
def test_it_opens_nowhere_else(place: str) -> None:
    with pytest.raises(Unreadable, match="does not open"):
        SEALER.open(SEALER.seal("13812345678", PLACE), place)


def test_it_opens_with_no_other_key() -> None:
    with pytest.raises(Unreadable, match="does not open"):
        Sealer(b"x" * 32).open(SEALER.seal("13812345678", PLACE), PLACE)


@pytest.mark.parametrize("at", [0, 1, 13, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(SEALER.seal("13812345678", PLACE))
    sealed[at] ^= 1

    with pytest.raises(Unreadable):
        SEALER.open(bytes(sealed), PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"x" * 12])
def test_a_stump_is_noticed(sealed: bytes) -> None:
    with pytest.raises(Unreadable):
        SEALER.open(sealed, PLACE)


def test_without_the_key_nothing_is_opened_or_sealed() -> None:
    keyless = Sealer(None)

    with pytest.raises(KeyMissing, match="qingcheng doctor says why"):
        keyless.open(SEALER.seal("13812345678", PLACE), PLACE)
    with pytest.raises(KeyMissing):
        keyless.seal("13812345678", PLACE)


def test_masks_show_enough_to_recognise_and_not_enough_to_call() -> None:
    assert mask_name("张三丰") == "张**"
    assert mask_name("") == ""
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("110") == "****"
