"""Who is locked out, for how long, and what may become of an account."""

from datetime import UTC, datetime, timedelta

import pytest

from services.intake.staff.models import LoginTry, Staff
from services.intake.staff.rules import (
    LastAdmin,
    Limits,
    NotYourself,
    TooManyTries,
    check_not_locked,
    count_wrong,
    give_roles,
    hash_password,
    hashed,
    is_password,
    lock,
)

NOW = datetime(2026, 7, 13, 15, 41, tzinfo=UTC)
LIMITS = Limits(tries=3, first=timedelta(minutes=5), longest=timedelta(minutes=15))


def tries(**changed: object) -> LoginTry:
    return LoginTry(name_hash="x", **{"wrong": 0, "locks": 0, "last_at": NOW} | changed)


def a_staff(name: str = "wang", *roles: str) -> Staff:
    return Staff(username=name, password_hash="-", roles=list(roles or ("keeper",)))


def test_a_password_fits_its_own_account_only() -> None:
    kept = hash_password("a long password")

    assert is_password(kept, "a long password")
    assert not is_password(kept, "another password")
    assert not is_password(None, "nobody has this account")


def test_some_wrong_passwords_lock_a_name() -> None:
    one = tries()

    assert [count_wrong(one, NOW, LIMITS) for _ in range(3)] == [False, False, True]
    assert one.locked_until == NOW + timedelta(minutes=5)


def test_each_lock_is_longer_than_the_one_before_up_to_the_longest() -> None:
    one, lasted = tries(), []
    for _ in range(4):
        while not count_wrong(one, NOW, LIMITS):
            pass
        assert one.locked_until
        lasted.append((one.locked_until - NOW) / timedelta(minutes=1))

    assert lasted == [5, 10, 15, 15]


def test_a_day_without_a_wrong_password_is_a_new_beginning() -> None:
    one = tries(wrong=2, locks=3, last_at=NOW - timedelta(days=1, seconds=1))

    assert not count_wrong(one, NOW, LIMITS)
    assert (one.wrong, one.locks) == (1, 0)


def test_who_is_locked_out_is_told_for_how_long() -> None:
    with pytest.raises(TooManyTries, match="5 min") as told:
        check_not_locked(tries(locked_until=NOW + timedelta(minutes=4, seconds=30)), NOW)

    assert told.value.more["headers"] == {"Retry-After": "271"}
    check_not_locked(tries(locked_until=NOW), NOW)
    check_not_locked(None, NOW)


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
