"""Which addresses a stranger may make us call: those of the public internet."""

import ipaddress
import socket
from typing import Any


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


def public_only(addr_info: Any) -> socket.socket:
    """Sees every address when it is connected to, so a name that changes its mind gets nowhere."""
    family, kind, proto, _, address = addr_info
    if not is_public(address[0]):
        raise Refused(address[0])
    return socket.socket(family, kind, proto)
