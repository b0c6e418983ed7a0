"""What a stranger may make us call."""

import pytest

from services.notify.channels.public_internet import is_public


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1", "100.64.0.1", "2002:7f00:1::", "192.0.0.192",
     "224.0.0.1", "fe80::1%eth0", "fd00::1", "255.255.255.255"],
)  # fmt: skip
def test_what_is_not_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "223.5.5.5", "2400:3200::1", "::ffff:8.8.8.8"])
def test_what_is_the_public_internet(address: str) -> None:
    assert is_public(address)
