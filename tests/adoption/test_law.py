"""What the city has decided, by date."""

from datetime import date
from typing import Any

import pytest

from services.adoption.law import law_on, opening_on
from shared.packs import NoLawThen


@pytest.mark.parametrize("rules_on", [law_on, opening_on])
def test_a_day_without_rules_is_told_what_the_first_is(rules_on: Any) -> None:
    rules_on(date(2020, 1, 1))
    with pytest.raises(NoLawThen, match="the earliest is 2020-01-01"):
        rules_on(date(2019, 12, 31))
