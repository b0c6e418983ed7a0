"""How often one address, one phone and all for one dog may ask; and how soon numbers stop being tried."""

import pytest

from services.adoption.settings import AdoptionSettings
from tests.adoption.conftest import House

pytestmark = pytest.mark.usefixtures("counted_here")
BATER = {"name": "巴特尔", "phone": "13987654321"}


@pytest.fixture
def settings(settings: AdoptionSettings) -> AdoptionSettings:
    few = {"asked_an_hour": 6, "asked_a_day_by_phone": 2, "asked_a_day_for_dog": 3, "looked_up_an_hour": 5}
    return settings.model_copy(update=few)


def claims(house: House, phones: list[str], dog: str = "dog") -> list[int]:
    return [house.post(f"/dogs/{dog}/reclaims", BATER | {"phone": phone}).status for phone in phones]


def test_an_address_asks_so_often_in_an_hour_and_the_desk_is_not_counted(house: House, dog: str) -> None:
    told = claims(house, [f"137{n:08}" for n in range(8)])

    assert told == [201] * 6 + [429] * 2
    refused = house.post(f"/dogs/{dog}/reclaims", BATER)
    assert "retry-after" in refused.headers and "后再试" in refused.json()["detail"]
    by_page = house.send_form(f"/adoption/dogs/{dog}/reclaim", BATER | {"key": "k"})
    assert by_page.status == 429 and "后再试" in by_page.text and 'value="巴特尔"' in by_page.text
    assert house.ask(f"/dogs/{dog}/reclaims", BATER).status == 201
    assert house.post(f"/dogs/{dog}/applications", BATER).status == 201


def test_a_phone_asks_so_often_in_a_day(house: House, dog: str) -> None:
    assert claims(house, [BATER["phone"]] * 3) == [201, 201, 429]


def test_a_dog_for_which_many_ask_locks_nobody_out_and_they_are_set_apart(house: House, dog: str) -> None:
    told = claims(house, [f"137{n:08}" for n in range(5)])

    assert told == [201] * 5
    apart = house.page("/adoption/desk/reclaims?set=apart", "adoption").text
    assert apart.count("137****") == 5


def test_numbers_are_not_tried_for_long(house: House) -> None:
    tried = [house.page(f"/adoption/my/0000-0000-000{n}").status for n in range(7)]

    assert tried == [404] * 5 + [429] * 2
