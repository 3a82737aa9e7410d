"""Table of the IP addresses outside the public Internet, the same under every version of Python.

The sources are the IANA registries of special-purpose addresses
(https://www.iana.org/assignments/iana-ipv4-special-registry, https://www.iana.org/assignments/iana-ipv6-special-registry)
and of the IPv6 address space (https://www.iana.org/assignments/ipv6-address-space); each row names the document under
which the registry lists it. Increase VERSION with every change of a row.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

#: Increases with every change of the table.
VERSION = 1

_IPV4 = {
    "0.0.0.0/8": "this network (RFC 791)",
    "10.0.0.0/8": "private use (RFC 1918)",
    "100.64.0.0/10": "shared address space of carriers (RFC 6598)",
    "127.0.0.0/8": "loopback (RFC 1122)",
    "168.63.129.16/32": "the platform's own server in Azure (learn.microsoft.com, What is IP address 168.63.129.16)",
    "169.254.0.0/16": "link local, and metadata of clouds (RFC 3927)",
    "172.16.0.0/12": "private use (RFC 1918)",
    "192.0.0.0/24": "protocol assignments, and metadata of clouds (RFC 6890)",
    "192.0.2.0/24": "documentation (RFC 5737)",
    "192.88.99.0/24": "6to4 relays, deprecated (RFC 7526)",
    "192.168.0.0/16": "private use (RFC 1918)",
    "198.18.0.0/15": "benchmarks (RFC 2544)",
    "198.51.100.0/24": "documentation (RFC 5737)",
    "203.0.113.0/24": "documentation (RFC 5737)",
    "224.0.0.0/4": "multicast (RFC 5771)",
    "240.0.0.0/4": "reserved, with the broadcast address (RFC 1112)",
}
# Not public: all addresses outside global unicast (RFC 4291), and these blocks inside it.
_GLOBAL_UNICAST = IPv6Network("2000::/3")
_IPV6 = {
    "2001::/23": "protocol assignments, with Teredo (RFC 2928, RFC 4380)",
    "2001:db8::/32": "documentation (RFC 3849)",
    "3fff::/20": "documentation (RFC 9637)",
}
# Address blocks that embed the IPv4 address that is actually reached; the value is the position of the IPv4
# address's last bit, counted from the right.
_EMBEDDED = {
    "::ffff:0:0/96": 0,  # IPv4-mapped (RFC 4291)
    "64:ff9b::/96": 0,  # NAT64 (RFC 6052)
    "2002::/16": 80,  # 6to4 (RFC 3056)
}
_NETWORKS4 = [IPv4Network(network) for network in _IPV4]
_NETWORKS6 = [IPv6Network(network) for network in _IPV6]
_EMBEDDINGS = [(IPv6Network(network), shift) for network, shift in _EMBEDDED.items()]


def is_global(address: IPv4Address | IPv6Address) -> bool:
    """Return whether *address* belongs to the public Internet only."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NETWORKS4)
    plain = IPv6Address(int(address))  # drop the zone ("%eth0"), which is local to this machine
    for network, shift in _EMBEDDINGS:
        if plain in network:
            return is_global(IPv4Address(int(plain) >> shift & 0xFFFFFFFF))
    return plain in _GLOBAL_UNICAST and not any(plain in network for network in _NETWORKS6)
