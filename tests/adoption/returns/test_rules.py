"""A dog comes back, without a store."""

import pytest

from services.adoption.returns import rules as returns
from tests.adoption.rows import NOW, a_dog


def test_a_dog_that_went_home_comes_back_into_a_new_stay() -> None:
    dog = a_dog(gone="ADOPTED")

    row, back = returns.take_back(dog, "r", "s2", "搬家", NOW)

    assert (back.stay_id, back.left_by, row.left_stay) == ("s2", "ADOPTED", "s1")
    assert (dog.ours.stay_id, dog.ours.gone) == ("s2", None)


def test_a_dog_that_never_left_cannot_come_back() -> None:
    with pytest.raises(returns.NeverWentHome):
        returns.take_back(a_dog(), "r", "s2", "x", NOW)
