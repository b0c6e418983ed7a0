"""Tokens: intake signs them, everyone can check them, nobody else can make them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from shared import auth
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
        auth.verify(public, auth.sign(private, "wang", ["vet"], timedelta(minutes=-1)))


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
