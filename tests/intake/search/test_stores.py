"""Both stores find the same, among the newest as among the oldest."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from services.intake.search import keeping, postgresql, rules, store
from services.intake.stays.models import Dog, Stay
from shared import migrate
from shared.store import Store
from tests.composed import store_of
from tests.intake.conftest import NOW

PLACES = ("金桥路", "金桥与桥路", "桥路金桥", "12号楼", "新华大街")
A_YEAR = timedelta(days=365)


def line_up(kept: Store) -> None:
    """One stay for each place, each a year before the one after it."""
    with kept.write() as work:
        for n, place in enumerate(PLACES):
            at = NOW - A_YEAR * (len(PLACES) - 1 - n)
            work.add(Dog(id=f"d{n}", name="豆包", sex="male", breed="RURAL", colour="YW", size="M"))
            work.add(
                Stay(id=f"s{n}", stay_no=f"HH-{at.year}-{n:06d}", dog_id=f"d{n}", custody_basis="STRAY",
                     status="HOLDING", opened_at=at, found_text=place, division="150105")
            )  # fmt: skip


@pytest.mark.parametrize("newest", [1, 1000])
def test_what_is_found_does_not_depend_on_how(
    newest: int, any_store_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for look in ("GLANCE", "NEWEST"):
        monkeypatch.setattr(postgresql, look, newest)
    migrate.upgrade("intake", any_store_url)
    kept = store_of("intake", any_store_url)
    line_up(kept)

    def found(q: str, limit: int = 2, **given: date) -> str:
        with kept.read() as work:
            seen = store.find(work, rules.query(q, NOW.date(), **given), limit=limit)
            assert limit < 5 or len(store.find_all(work, rules.query(q, NOW.date(), **given))) == len(seen)
        return "".join(one.stay.id[1] for one in seen)

    assert found("豆包") == "43"
    assert found("豆包", 9) == found("male 黄 赛罕", 9) == found("", 9) == "43210"
    assert (found("金桥路"), found("桥路", 9), found("路", 9)) == ("0", "210", "210")
    assert (found("12号楼"), found("2号楼"), found("豆包 街"), found("包豆")) == ("3", "", "4", "")
    assert found("", 9, since=date(2023, 2, 3), until=date(2025, 9, 9)) == "321"
    assert found("桥路", 9, since=date(2023, 2, 3), until=date(2025, 9, 9)) == "21"
    assert found("去年", 9) == "3"
    kept.close()


def test_a_dog_is_entered_once_and_found_by_what_changes(any_store_url: str) -> None:
    migrate.upgrade("intake", any_store_url)
    kept = store_of("intake", any_store_url)
    line_up(kept)

    with kept.write() as work:
        work.execute(sa.update(Stay).where(Stay.id == "s0").values(found_text="昭乌达路"))  # type: ignore[arg-type]
        keeping.enter(work, ["d0"])

    with kept.read() as work:
        assert [one.stay.id for one in store.find(work, rules.query("乌达", NOW.date()))] == ["s0"]
        assert store.find(work, rules.query("金桥路", NOW.date())) == []
    kept.close()
