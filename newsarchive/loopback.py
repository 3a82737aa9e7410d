"""Recognize loopback and private addresses, and the Host headers that a server on this machine accepts."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection


def is_loopback(host: str) -> bool:
    """Return whether *host*, a name or an IP address, is the loopback address."""
    try:
        found = {str(address[4][0]) for address in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return False
    return bool(found) and all(ipaddress.ip_address(address.partition("%")[0]).is_loopback for address in found)


def is_written_as_private(host: str) -> bool:
    """Return whether *host* is localhost or an IP address that is not public; no name is looked up."""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_expected_host(header: str, names: Collection[str]) -> bool:
    """Return whether the Host *header* is an IP address, with or without a port, or one of *names*.

    A foreign name reveals DNS rebinding: another site's page reaches the local server through its own domain. An IP
    address cannot be rebound.
    """
    text = header.lower()
    name = text[1:].partition("]")[0] if text.startswith("[") else text.partition(":")[0]
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name in names
    return True
