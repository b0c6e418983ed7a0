"""What is decided about photos."""

from datetime import UTC, datetime

import pytest

from services.intake.photos import rules
from services.intake.photos.album import fingerprints
from services.intake.photos.images import Developed
from services.intake.photos.rules import View

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
DEVELOPED = Developed("image/jpeg", 96, 64, b"", b"")


@pytest.mark.parametrize(
    ("taken", "missing"),
    [
        ([], ["front", "left", "right"]),
        (["front"], ["left", "right"]),
        (["front", "back"], ["left"]),
        (["back"], ["front", "left"]),
        (["front", "left", "right"], []),
        (["left", "right", "back"], []),
        (["wound", "other", "wound"], ["front", "left", "right"]),
        (["front", "front", "front"], ["left", "right"]),
    ],
)
def test_the_intake_sheet_wants_three_sides_and_says_which_are_missing(
    taken: list[str], missing: list[str]
) -> None:
    assert rules.missing_views(taken) == missing


def take(view: View = "front", stay: str = "stay", original: bytes = b"abc") -> rules.Photo:
    return rules.take("dog", stay, view, fingerprints(original), len(original), DEVELOPED, "wang", NOW)


def test_the_same_file_for_the_same_stay_is_the_same_photo() -> None:
    assert take().id == take("left").id
    assert take().id != take(original=b"abd").id
    assert take().id != take(stay="next stay").id


def test_the_hashes_are_sha_256_and_sm3() -> None:
    """The vectors of FIPS 180-4 and GB/T 32905 for "abc"."""
    sha256, sm3 = fingerprints(b"abc")

    assert sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_others_hear_what_was_kept_and_not_who_took_it() -> None:
    event = rules.taken(take())

    assert (event.subject, event.view, event.size) == ("dog", "front", 3)
    assert (event.sha256, event.sm3) == fingerprints(b"abc")
    assert event.audience == "staff"
    assert "wang" not in event.model_dump_json()


def test_one_picture_is_not_two_views() -> None:
    rules.same_view(take("front"), "front")
    with pytest.raises(rules.KeptAsAnotherView):
        rules.same_view(take("front"), "left")
