"""Tokens: intake signs them, everyone can check them, nobody else can make them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared import auth, clock
from shared.auth import PUBLIC, NotLoggedIn, Who

Keys = tuple[bytes, bytes]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Keys:
    folder = tmp_path_factory.mktemp("keys")
    auth.make_keys(folder)
    return (folder / "token.key").read_bytes(), (folder / "token.pub").read_bytes()


def test_who_signed_in_is_who_is_known(keys: Keys) -> None:
    private, public = keys

    assert auth.verify(public, auth.sign(private, "wang", ["vet", "keeper"])) == Who(
        "wang", frozenset({"vet", "keeper"})
    )


def test_a_token_expires(keys: Keys) -> None:
    private, public = keys

    with pytest.raises(NotLoggedIn, match="expired"):
        auth.verify(public, auth.sign(private, "wang", ["vet"], timedelta(minutes=-2)))


def test_a_token_from_the_future_says_that_the_clocks_differ(
    keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    private, public = keys
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + timedelta(minutes=40))
    token = auth.sign(private, "wang", ["vet"])
    monkeypatch.setattr(clock, "now", right)

    with pytest.raises(NotLoggedIn, match=r"signed (2400|2399) s from now.*clocks of intake.*NTP"):
        auth.verify(public, token)


@pytest.mark.parametrize("apart", [-auth.CLOCKS_DIFFER + 5, auth.CLOCKS_DIFFER - 5])
def test_clocks_may_differ_as_much_as_readiness_lets_pass(
    keys: Keys, monkeypatch: pytest.MonkeyPatch, apart: float
) -> None:
    private, public = keys
    right = clock.now
    monkeypatch.setattr(clock, "now", lambda: right() + timedelta(seconds=apart))

    assert auth.verify(public, auth.sign(private, "wang", ["vet"], timedelta(seconds=1))).name == "wang"


def test_a_token_of_others_is_not_ours(keys: Keys, tmp_path: Path) -> None:
    private, public = keys
    auth.make_keys(tmp_path)
    ours = load_pem_private_key(private, None)
    claims = jwt.decode(auth.sign(private, "wang", ["vet"]), options={"verify_signature": False})
    forged = [
        auth.sign((tmp_path / "token.key").read_bytes(), "wang", ["admin"]),
        jwt.encode(claims | {"roles": ["admin"]}, "", algorithm="none"),
        jwt.encode(claims | {"roles": ["admin"]}, "secret" * 8, algorithm="HS256"),
        jwt.encode(claims | {"aud": "elsewhere"}, ours, algorithm="EdDSA"),  # type: ignore[arg-type]
        jwt.encode({k: v for k, v in claims.items() if k != "exp"}, ours, algorithm="EdDSA"),  # type: ignore[arg-type]
        jwt.encode({k: v for k, v in claims.items() if k != "roles"}, ours, algorithm="EdDSA"),  # type: ignore[arg-type]
        "nonsense",
        "",
    ]

    for token in forged:
        with pytest.raises(NotLoggedIn, match="not ours"):
            auth.verify(public, token)


def test_roles_open_their_own_doors_and_admin_all() -> None:
    vet, admin = Who("wang", frozenset({"vet"})), Who("li", frozenset({"admin"}))

    assert vet.may(["vet", "keeper"]) and not vet.may(["officer"])
    assert admin.may(["officer"])
    assert not PUBLIC.may(auth.ROLES)


def test_keys_are_made_once_and_the_private_one_is_private(tmp_path: Path) -> None:
    auth.make_keys(tmp_path)
    before = (tmp_path / "token.key").read_bytes()
    auth.make_keys(tmp_path)

    assert (tmp_path / "token.key").read_bytes() == before
    assert (tmp_path / "token.key").stat().st_mode & 0o777 == 0o600


def test_a_start_that_was_cut_off_between_the_two_keys_is_made_good(tmp_path: Path) -> None:
    auth.make_keys(tmp_path)
    (tmp_path / "token.pub").unlink()
    auth.make_keys(tmp_path)

    token = auth.sign((tmp_path / "token.key").read_bytes(), "wang", ["vet"])
    assert auth.verify((tmp_path / "token.pub").read_bytes(), token).name == "wang"


def test_starters_together_agree_on_one_pair(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: auth.make_keys(tmp_path), range(32)))

    token = auth.sign((tmp_path / "token.key").read_bytes(), "wang", ["vet"])
    assert auth.verify((tmp_path / "token.pub").read_bytes(), token).name == "wang"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["token.key", "token.pub"]


def test_a_public_key_that_changes_is_read_again(tmp_path: Path) -> None:
    known = auth.PublicKey(tmp_path / "token.pub")
    with pytest.raises(auth.NoTokenKey):
        known.read()
    for _ in range(2):
        (tmp_path / "token.key").unlink(missing_ok=True)
        auth.make_keys(tmp_path)
        assert known.read() == (tmp_path / "token.pub").read_bytes()


@pytest.mark.parametrize(
    "harm", [Path.unlink, lambda file: file.write_bytes(b"half a k")], ids=["gone", "broken"]
)
def test_the_last_good_public_key_is_used_while_its_file_is_not(
    tmp_path: Path, harm: Callable[[Path], object]
) -> None:
    auth.make_keys(tmp_path)
    known = auth.PublicKey(tmp_path / "token.pub")
    good = known.read()
    harm(tmp_path / "token.pub")

    assert known.read() == good
