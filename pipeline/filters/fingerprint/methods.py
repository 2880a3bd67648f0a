"""The methods of the fingerprint filter: functions from a field's value to its fingerprint."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_interface
from typing import Any
from unicodedata import category

from pipeline.errors import FieldError
from pipeline.filters.fingerprint.murmur3 import MASK_32, MASK_64, murmur3_32, murmur3_128
from pipeline.texts import ruby_text

Method = Callable[[Any], Any]
DIGESTS = ("SHA1", "SHA256", "SHA384", "SHA512", "MD5")
SEED_128 = 2  # of MURMUR3_128; MURMUR3 begins with 0
PREFIX = re.compile(r"\s*([0-9]{1,3})")


def text_of(value: Any) -> str:
    """A value as Ruby prints it, its maps sorted by their keys."""
    return value if type(value) is str else ruby_text(_sorted(value))


def _sorted(value: Any) -> Any:
    if type(value) is dict:
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if type(value) is list else value


def _bytes_of(value: Any) -> bytes:
    return text_of(value).encode("utf-8", "surrogatepass")


def digest(name: str, key: str | None, in_base64: bool) -> Method:
    """One of DIGESTS, or with a key the HMAC by it; in hex unless `in_base64`."""
    lower = name.lower()
    if key is not None:
        secret = key.encode("utf-8", "surrogatepass")
        if in_base64:
            return lambda value: _base64(hmac.digest(secret, _bytes_of(value), lower))
        return lambda value: hmac.digest(secret, _bytes_of(value), lower).hex()
    make = getattr(hashlib, lower)
    if in_base64:
        return lambda value: _base64(make(_bytes_of(value), usedforsecurity=False).digest())
    return lambda value: make(_bytes_of(value), usedforsecurity=False).hexdigest()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def murmur3(value: Any) -> int:
    """An unsigned number of 32 bits."""
    return murmur3_32(_number_or_text(value))


def wide_murmur3(in_base64: bool) -> Method:
    """MURMUR3_128, in hex unless `in_base64`."""
    if in_base64:
        return lambda value: _base64(murmur3_128(_short_number_or_text(value), SEED_128))
    return lambda value: murmur3_128(_short_number_or_text(value), SEED_128).hex()


def _number_or_text(value: Any) -> bytes:
    """A whole number gives its 64 bits, anything else its text: 5 and "5" differ."""
    return (value & MASK_64).to_bytes(8, "little") if type(value) is int else _bytes_of(value)


def _short_number_or_text(value: Any) -> bytes:
    """As MURMUR3_128 takes it: a whole number that fits into 32 bits gives only these."""
    if type(value) is int and -(1 << 31) <= value < 1 << 31:
        return (value & MASK_32).to_bytes(4, "little")
    return _number_or_text(value)


def prefix_length(key: str | None) -> int | None:
    """The length of a network's prefix that a key gives as Ruby's `to_i` reads it, None where it is none."""
    found = PREFIX.match(key or "")
    return int(found[1]) if found and int(found[1]) <= 128 else None


def network(bits: int) -> Method:
    """The network of so many bits that an address is in; FieldError for what is no address, or one of fewer bits."""

    def network_of(value: Any) -> str:
        try:
            address = ip_interface(text_of(value)).network.network_address
        except ValueError:
            raise FieldError("no address") from None
        if bits > address.max_prefixlen:
            raise FieldError(f"an address of {address.max_prefixlen} bits")
        spare = address.max_prefixlen - bits
        return _address_text(type(address)(int(address) >> spare << spare))

    return network_of


def _address_text(address: IPv4Address | IPv6Address) -> str:
    """An address as Ruby writes it: of an IPv6 address that holds one of IPv4 the end with dots."""
    number = int(address)
    if address.version == 6 and number >> 32 in (0, 0xFFFF) and number >> 16 & 0xFFFF:
        return ("::ffff:" if number >> 32 else "::") + str(IPv4Address(number & 0xFFFFFFFF))
    return str(address)


def punctuation(value: Any) -> str:
    """Only the punctuation and the symbols of a text."""
    if type(value) is not str:
        raise FieldError("not a text")
    return "".join([letter for letter in value if category(letter)[0] in "PS"])
