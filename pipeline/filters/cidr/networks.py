"""Addresses and networks as Ruby's IPAddr reads them, and the question whether one lies in another.

A range is a pair of packed addresses, the first and the last of it; those of IPv4 have four bytes, of IPv6 sixteen,
so that a comparison of bytes is one of addresses.  An IPv4 address written as IPv6 lies in IPv6 networks only.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from socket import AF_INET, AF_INET6, inet_pton

from pipeline.texts import RUBY_BLANKS

Range = tuple[bytes, bytes]
PREFIX = re.compile(r"0|[1-9][0-9]*", re.ASCII)
ZONE = re.compile(r"(.*)%\w+", re.ASCII)


def parse_range(text: str) -> Range | None:
    """The range of an address, or of a network with its prefix or mask; None where the text is neither.

    Bits behind the prefix are ignored, zeros in front of a number are refused.
    """
    address, slash, mask = text.partition("/")
    packed = _packed(address)
    if packed is None or not slash:
        return None if packed is None else (packed, packed)
    length = _prefix_length(mask, len(packed))
    return None if length is None else _range(packed, length)


def _packed(text: str) -> bytes | None:
    family = AF_INET if "." in text and ":" not in text else AF_INET6
    if text.startswith("[") and text.endswith("]"):
        text, family = text[1:-1], AF_INET6
    zone = ZONE.fullmatch(text) if "%" in text else None
    if zone:
        text, family = zone[1], AF_INET6
    try:
        return inet_pton(family, text)
    except (OSError, ValueError):
        return None


def _prefix_length(mask: str, size: int) -> int | None:
    if PREFIX.fullmatch(mask):
        return int(mask) if len(mask) < 4 and int(mask) <= 8 * size else None
    packed = None if mask.isdecimal() else _packed(mask)
    if packed is None or len(packed) != size:
        return None
    bits = f"{int.from_bytes(packed, 'big'):0{8 * size}b}"
    ones = bits.rstrip("0")
    return len(ones) if "0" not in ones else None


def _range(packed: bytes, length: int) -> Range:
    size = len(packed)
    host = (1 << (8 * size - length)) - 1
    first = int.from_bytes(packed, "big") & ~host
    return first.to_bytes(size, "big"), (first | host).to_bytes(size, "big")


def parse_networks(texts: Iterable[str]) -> tuple["Networks", Sequence[str]]:
    """The networks that texts name, and those of the texts that name none; blanks around them are ignored."""
    parsed = [(text, parse_range(text)) for text in (text.strip(RUBY_BLANKS) for text in texts) if text]
    return Networks([found for _, found in parsed if found]), [text for text, found in parsed if not found]


class Networks:
    """Some networks; asked for an address it looks at one of them, however many there are."""

    __slots__ = ("_firsts", "_ranges")

    def __init__(self, networks: Iterable[Range]) -> None:
        self._ranges: dict[int, list[Range]] = {}
        for first, last in sorted(networks, key=lambda network: (network[0], _negative(network[1]))):
            known = self._ranges.setdefault(len(first), [])
            if not known or last > known[-1][1]:  # two networks lie apart, or one within the other
                known.append((first, last))
        self._firsts = {size: [first for first, _ in known] for size, known in self._ranges.items()}

    def __contains__(self, wanted: Range) -> bool:
        firsts = self._firsts.get(len(wanted[0]))
        if firsts is None:
            return False
        place = bisect_right(firsts, wanted[0]) - 1
        return place >= 0 and self._ranges[len(wanted[0])][place][1] >= wanted[1]


def _negative(packed: bytes) -> int:
    return -int.from_bytes(packed, "big")
