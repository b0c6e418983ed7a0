"""The page of what happens."""

import pytest

from shared import auth
from shared.events import (
    DogIntaken,
    KennelAssigned,
)
from tests.notify.conftest import House, example, until


@pytest.mark.parametrize(("lang", "said"), [("zh", "HH-2026-000123 号犬入所"), ("en", "has come in")])
def test_the_page_says_what_happened(house: House, lang: str, said: str) -> None:
    house.happens(example(DogIntaken), example(KennelAssigned))
    until(lambda: len(house.events()) == 2)

    page = house.public.get(f"/notify/?lang={lang}")
    fragment = house.public.get(f"/notify/items?after=0&lang={lang}")
    staff = house.public.get(f"/notify/items?lang={lang}", Cookie=f"{auth.COOKIE}={house.client.token}")

    assert page.status == 200
    assert said in page.text
    assert said in fragment.text
    assert "A07" not in page.text + fragment.text
    assert "A07" in staff.text
