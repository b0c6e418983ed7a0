"""Which addresses a stranger may make us call: those of the public internet."""

import asyncio
import ipaddress
import socket
from typing import Any
from urllib.parse import urlsplit

from shared.said import Said

LOOK_UP_WITHIN = 5.0  # seconds for the name of a receiver, when a webhook is made
UNKNOWN = Said("找不到 {host} 的地址，请核对网址。", "{host} has no address that we can find: check the URL.")
INSIDE = Said(
    "{host} 是内部地址，不在公网上。请改用公网地址，或请运维把它列入 QINGCHENG_WEBHOOK_INSIDE。",
    "{host} is an address inside, not on the public internet. Use a public one, or have whoever runs this "
    "list it in QINGCHENG_WEBHOOK_INSIDE.",
)


class Refused(OSError):
    """The address is not on the public internet, so nobody outside may make us call it."""


# Denied by list: `is_global` lets NAT64, 6to4, multicast and the clouds' metadata service through.
DENIED = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
        "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23",
        "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
        "ff00::/8",
    )
]  # fmt: skip


def is_public(address: str) -> bool:
    """Whether an IP address is one that a stranger's webhook may have."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    ip = mapped or ip
    return not any(ip.version == network.version and ip in network for network in DENIED)


class Reach:
    """Whom we may call: the public internet, and the networks inside that whoever runs this has listed."""

    def __init__(self, inside: str = "", everywhere: bool = False) -> None:
        """`inside` is written `10.20.0.0/16 192.168.1.5`. Raises `ValueError` for what is no network."""
        self.everywhere = everywhere
        self.inside = [ipaddress.ip_network(one) for one in inside.replace(",", " ").split()]

    def may(self, address: str) -> bool:
        if self.everywhere or is_public(address):
            return True
        ip = ipaddress.ip_address(address.partition("%")[0])
        return any(ip.version == network.version and ip in network for network in self.inside)

    def socket(self, addr_info: Any) -> socket.socket:
        """Sees every address when it is connected to, so a name that changes its mind gets nowhere."""
        family, kind, proto, _, address = addr_info
        if not self.may(address[0]):
            raise Refused(address[0])
        return socket.socket(family, kind, proto)

    async def refuses(self, url: str) -> Said | None:
        """Why nothing could be sent to this URL as things stand; None where it could be."""
        host = urlsplit(url).hostname or ""
        if self.everywhere or not host:
            return None
        try:
            async with asyncio.timeout(LOOK_UP_WITHIN):
                found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, ValueError):
            return UNKNOWN.about(host=host)
        if any(self.may(str(place[0])) for *_, place in found):
            return None
        return INSIDE.about(host=host)
