"""Personal data: only its own key opens it, only where it was sealed."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sealed import Sealer, key_of, mask_name, mask_phone

SEALER = Sealer(b"k" * 32)
PLACE = "person:phone:1"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens(text: str) -> None:
    assert SEALER.open(SEALER.seal(text, PLACE), PLACE) == text


def test_the_same_text_never_looks_the_same() -> None:
    assert SEALER.seal("13812345678", PLACE) != SEALER.seal("13812345678", PLACE)


@pytest.mark.parametrize("place", ["person:phone:2", "person:name:1", ""])
def test_it_opens_nowhere_else(place: str) -> None:
    with pytest.raises(ValueError, match="does not open"):
        SEALER.open(SEALER.seal("13812345678", PLACE), place)


def test_it_opens_with_no_other_key() -> None:
    with pytest.raises(ValueError, match="does not open"):
        Sealer(b"x" * 32).open(SEALER.seal("13812345678", PLACE), PLACE)


@pytest.mark.parametrize("at", [0, 1, 13, -1])
def test_a_changed_byte_is_noticed(at: int) -> None:
    sealed = bytearray(SEALER.seal("13812345678", PLACE))
    sealed[at] ^= 1

    with pytest.raises(ValueError):
        SEALER.open(bytes(sealed), PLACE)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01" + b"x" * 12])
def test_a_stump_is_noticed(sealed: bytes) -> None:
    with pytest.raises(ValueError):
        SEALER.open(sealed, PLACE)


def test_a_service_keeps_its_key_to_itself(tmp_path: Path) -> None:
    key = key_of(tmp_path / "keys", "adoption")

    assert key_of(tmp_path / "keys", "adoption") == key
    assert key_of(tmp_path / "keys", "notify") != key
    assert len(key) == 32
    assert (tmp_path / "keys/personal-adoption.key").stat().st_mode & 0o777 == 0o600


def test_starters_together_get_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        keys = list(threads.map(lambda _: key_of(tmp_path, "adoption"), range(64)))

    assert len(set(keys)) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["personal-adoption.key"]


def test_masks_show_enough_to_recognise_and_not_enough_to_call() -> None:
    assert mask_name("张三丰") == "张**"
    assert mask_name("") == ""
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("110") == "****"
