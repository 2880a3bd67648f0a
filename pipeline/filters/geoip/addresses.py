"""Addresses as Java reads and prints them (InetAddress, golden/notes/geoip.md): loose in, in full out."""

import re
import socket
from typing import NamedTuple

SHORT_IPV4 = re.compile(r"\d+(?:\.\d+){0,3}", re.ASCII)
HEX = frozenset("0123456789abcdefABCDEF:")
LEADING_ZEROS = re.compile(r"(?<![0-9A-Fa-f.])0+(?=[0-9A-Fa-f])")
MAPPED = bytes(10) + b"\xff\xff"
HOST_NAME = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?\.)+(?:[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9])\.?"
)
NEVER_PUBLIC = ("arpa", "home", "internal", "intranet", "invalid", "lan", "local", "localhost", "test")


class Address(NamedTuple):
    """An address: as a database wants it, and as Java prints it."""

    canonical: str
    shown: str


def parse_address(text: str) -> Address | None:
    """The address that a text means to Java, None where it means none."""
    bare = text
    if text.startswith("["):
        if not text.endswith("]"):
            return None
        bare = text[1:-1]
    if not bare or bare[0] not in HEX:
        return None
    packed = None if bare is not text else _loose_ipv4(bare)
    if packed is not None:
        shown = socket.inet_ntoa(packed)
        return Address(shown, shown)
    return _ipv6(bare)


def _loose_ipv4(text: str) -> bytes | None:
    """Four bytes of `81.2.69.142`, of the short `81.2.17806` and `1359103374`; leading zeros mean nothing."""
    if len(text) > 15 or not SHORT_IPV4.fullmatch(text):
        return None
    *head, last = map(int, text.split("."))
    room = 4 - len(head)
    if any(octet > 255 for octet in head) or last >= 1 << (8 * room):
        return None
    return bytes(head) + last.to_bytes(room, "big")


def _ipv6(text: str) -> Address | None:
    address, percent, zone = text.partition("%")
    packed = _pack_ipv6(address)
    if packed is None:
        return None
    if packed.startswith(MAPPED):
        shown = socket.inet_ntoa(packed[12:])
        return None if percent else Address(shown, shown)
    if percent and not (zone.isascii() and zone.isdecimal()):
        return None  # the name of an interface: no such address is in a database
    return Address(socket.inet_ntop(socket.AF_INET6, packed), full_ipv6(packed) + (f"%{int(zone)}" if percent else ""))


def _pack_ipv6(text: str) -> bytes | None:
    for form in (text, LEADING_ZEROS.sub("", text)):
        try:
            return socket.inet_pton(socket.AF_INET6, form)
        except (OSError, ValueError):
            continue
    return None


def full_ipv6(packed: bytes) -> str:
    """Sixteen bytes as Java prints them: eight groups, no `::`."""
    return ":".join(f"{packed[place] << 8 | packed[place + 1]:x}" for place in range(0, 16, 2))


def network_text(address: str, length: int) -> str:
    """The network of `length` bits around an address, as the Java client prints it: `81.2.69.0/24`."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    packed = socket.inet_pton(family, address)
    bits = 8 * len(packed) - length
    start = (int.from_bytes(packed, "big") >> bits << bits).to_bytes(len(packed), "big")
    return f"{full_ipv6(start) if family == socket.AF_INET6 else socket.inet_ntoa(start)}/{length}"


def may_be_public_host(text: str) -> bool:
    """Whether a text is a host name that could lead to an address in a database: with a dot, not of a local domain."""
    return bool(HOST_NAME.fullmatch(text)) and text.rstrip(".").rpartition(".")[2].lower() not in NEVER_PUBLIC
