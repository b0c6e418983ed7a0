"""What a stranger may make us call."""

import pytest

from services.notify.channels.public_internet import Reach, is_public
from services.notify.settings import NotifySettings


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


def test_whoever_runs_this_may_list_networks_inside() -> None:
    reach = Reach("10.20.0.0/16, 192.168.1.5 fd00:20::/64")

    assert [reach.may(one) for one in ("10.20.3.4", "192.168.1.5", "fd00:20::1", "8.8.8.8")] == [True] * 4
    assert not any(reach.may(one) for one in ("10.21.0.1", "192.168.1.6", "127.0.0.1", "fd00:21::1"))


def test_what_is_listed_must_be_networks() -> None:
    with pytest.raises(ValueError, match="does not appear to be"):
        NotifySettings(webhook_inside="intranet.example.cn")
