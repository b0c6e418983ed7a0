"""Who has to wait, for how long, and what may become of an account."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.staff.models import LoginTry, Staff
from services.intake.staff.rules import (
    LastAdmin,
    Limits,
    NotYourself,
    TooManyTries,
    check_may_try,
    give_roles,
    hash_password,
    hashed,
    is_password,
    lock,
)

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
LIMITS = Limits(tries=3, first=timedelta(seconds=10), longest=timedelta(seconds=35))


def tries(wait_until: datetime | None = None) -> LoginTry:
    return LoginTry(name_hash="x", from_hash="y", wrong=9, last_at=NOW, wait_until=wait_until)


def a_staff(name: str = "wang", *roles: str) -> Staff:
    return Staff(username=name, password_hash="-", roles=list(roles or ("keeper",)))


def test_a_password_fits_its_own_account_only() -> None:
    kept = hash_password("a long password")

    assert is_password(kept, "a long password")
    assert not is_password(kept, "another password")
    assert not is_password(None, "nobody has this account")


def test_some_wrong_passwords_are_free_and_each_further_one_waits_longer_up_to_the_longest() -> None:
    waits = [LIMITS.waits(wrong) for wrong in (1, 2, 3, 4, 5, 10_000)]

    assert [wait and wait.total_seconds() for wait in waits] == [None, None, 10, 20, 35, 35]


def test_who_has_to_wait_is_told_for_how_long() -> None:
    with pytest.raises(TooManyTries, match="5 min") as told:
        check_may_try([None, tries(wait_until=NOW + timedelta(minutes=4, seconds=30))], NOW)
    with pytest.raises(TooManyTries, match="try again in 11 s"):
        check_may_try([tries(wait_until=NOW + timedelta(seconds=10)), tries()], NOW)

    assert told.value.more["headers"] == {"Retry-After": "271"}
    check_may_try([tries(wait_until=NOW), None], NOW)


def test_a_name_that_was_tried_is_not_kept() -> None:
    assert "wang" not in hashed("wang") and hashed("wang") != hashed("li")


def test_roles_are_given_once_and_in_order() -> None:
    wang = a_staff()

    assert give_roles(wang, ["vet", "keeper", "vet"], admins=1)
    assert wang.roles == ["keeper", "vet"]
    assert not give_roles(wang, ["keeper", "vet"], admins=1)


def test_one_administrator_stays() -> None:
    admin = a_staff("admin", "admin")

    with pytest.raises(LastAdmin):
        give_roles(admin, ["keeper"], admins=1)
    with pytest.raises(LastAdmin):
        lock(admin, "li", admins=1)
    lock(admin, "li", admins=2)
    assert not admin.active


def test_nobody_locks_themselves_out() -> None:
    with pytest.raises(NotYourself):
        lock(a_staff("wang"), "wang", admins=2)
