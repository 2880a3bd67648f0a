"""IPAddr and what URI.parse gives."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Any

from pipeline.ruby.dispatch import register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.operators import implicit_text
from pipeline.ruby.show import CLASS_NAMES, INSPECT, SHOW
from pipeline.texts import ruby_quote

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
URI = re.compile(
    r"(?:(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):)?(?://(?:(?P<userinfo>[^/?#@]*)@)?(?P<host>\[[^\]]*\]|[^/?#:]*)(?::(?P<port>\d*))?)?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.DOTALL,
)
PORTS = {"http": 80, "https": 443, "ftp": 21, "ldap": 389, "ws": 80, "wss": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """An address or a network."""

    network: Network

    @property
    def text(self) -> str:
        """The address, the first one of a network."""
        return str(self.network.network_address)


def parse_address(value: Any, family: Any = None) -> Address:
    """`IPAddr.new`."""
    given = implicit_text(value)
    try:
        return Address(ipaddress.ip_network(given.strip("[]"), strict=False))
    except ValueError:
        raise RubyError("IPAddr::InvalidAddressError", f"invalid address: {given}") from None


def includes(held: Address, other: Any) -> bool:
    """`include?`."""
    found = other if isinstance(other, Address) else parse_address(other)
    same = found.network.version == held.network.version
    return same and found.network.subnet_of(held.network)  # type: ignore[arg-type]


def mask(held: Address, length: Any) -> Address:
    """`mask`."""
    return parse_address(f"{held.text}/{length}")


def inspected(held: Address) -> str:
    """`inspect`."""
    kind = "IPv4" if held.network.version == 4 else "IPv6"
    return f"#<IPAddr: {kind}:{held.network.network_address.exploded}/{held.network.netmask.exploded}>"


@dataclass(frozen=True, slots=True)
class Location:
    """The parts of a URI, None where they are missing."""

    text: str
    parts: dict[str, Any]


def parse_location(value: Any) -> Location:
    """`URI.parse`."""
    given = implicit_text(value)
    found = URI.fullmatch(given)
    if found is None or re.search(r"[\s<>\"{}|\\^`\x00-\x1f]|[^\x00-\x7f]", given):
        raise RubyError("URI::InvalidURIError", f"bad URI(is not URI?): {ruby_quote(given)}")
    parts: dict[str, Any] = found.groupdict()
    parts["port"] = int(parts["port"]) if parts["port"] else PORTS.get((parts["scheme"] or "").lower())
    parts["host"] = parts["host"] or None
    return Location(given, parts)


def part(name: str) -> Any:
    """The method that gives one part."""
    return lambda held: held.parts[name]


register(
    [Address],
    {
        "to_s": lambda held: held.text,
        "include?": includes,
        "===": includes,
        "==": lambda held, other: isinstance(other, Address) and other == held,
        "ipv4?": lambda held: held.network.version == 4,
        "ipv6?": lambda held: held.network.version == 6,
        "to_i": lambda held: int(held.network.network_address),
        "mask": mask,
        "prefix": lambda held: held.network.prefixlen,
        "private?": lambda held: (
            held.network.is_private and not held.network.is_loopback and not held.network.is_link_local
        ),
        "loopback?": lambda held: held.network.is_loopback,
        "link_local?": lambda held: held.network.is_link_local,
        "reverse": lambda held: held.network.network_address.reverse_pointer,
        "nil?": lambda held: False,
        "inspect": inspected,
    },
)
register(
    [Location],
    {
        **{name: part(name) for name in ("scheme", "userinfo", "host", "port", "path", "query", "fragment")},
        "hostname": lambda held: (held.parts["host"] or "").strip("[]") or None,
        "to_s": lambda held: held.text,
        "nil?": lambda held: False,
        "request_uri": lambda held: (
            (held.parts["path"] or "/") + (f"?{held.parts['query']}" if held.parts["query"] is not None else "")
        ),
    },
)
CLASS_NAMES.update({Address: "IPAddr", Location: "URI::HTTP"})
SHOW.update({Address: lambda held: held.text, Location: lambda held: held.text})
INSPECT.update({Address: inspected, Location: lambda held: f"#<URI::HTTP {held.text}>"})
