"""Addresses and networks: which texts are some, and what lies where."""

import pytest

from pipeline.filters.cidr.networks import Networks, parse_networks, parse_range

# a text, its first and its last address
RANGES = [
    ("10.1.2.3", "0a010203", "0a010203"),
    ("10.1.2.3/32", "0a010203", "0a010203"),
    ("10.1.2.3/24", "0a010200", "0a0102ff"),
    ("0.0.0.0/0", "00000000", "ffffffff"),
    ("10.1.2.3/255.255.0.0", "0a010000", "0a01ffff"),
    ("10.1.2.3/0.0.0.0", "00000000", "ffffffff"),
    ("::1", "0" * 31 + "1", "0" * 31 + "1"),
    ("[::1]", "0" * 31 + "1", "0" * 31 + "1"),
    ("fe80::1%eth0", "fe80" + "0" * 27 + "1", "fe80" + "0" * 27 + "1"),
    ("2001:DB8::/32", "20010db8" + "0" * 24, "20010db8" + "f" * 24),
    ("2001:db8::/ffff::", "2001" + "0" * 28, "2001" + "f" * 28),
    ("::ffff:10.0.0.1", "0" * 20 + "ffff0a000001", "0" * 20 + "ffff0a000001"),
]
NONE = [
    *(
        "",
        "x",
        "10.1",
        "10.1.2.3.4",
        "10.1.2.256",
        "010.1.2.3",
        " 10.1.2.3",
        "10.1.2.3:80",
        "10.1.2.3/33",
        "10.1.2.3/08",
    ),
    *("10.1.2.3/-1", "10.1.2.3/", "10.1.2.3/255.0.255.0", "10.1.2.3/0.0.0.255", "10.1.2.3/ffff::", "::1/129", "::1::"),
    *("[10.1.2.3]", "10.1.2.3%eth0", "%{ip}", "10.1.2.3\0", "\udc00", "\u0661\u0660.1.2.3", "10.1.2.3/9999", "12345::"),
]


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_ranges(text, first, last):
    assert parse_range(text) == (bytes.fromhex(first), bytes.fromhex(last))


@pytest.mark.parametrize("text", NONE)
def test_no_range(text):
    assert parse_range(text) is None


def inside(address, *networks):
    return parse_range(address) in parse_networks(networks)[0]


def test_inside():
    assert inside("10.0.0.255", "192.0.2.0/24", "10.0.0.0/24", "10.0.2.0/24")
    assert not inside("10.0.1.0", "192.0.2.0/24", "10.0.0.0/24", "10.0.2.0/24")
    assert not inside("9.255.255.255", "10.0.0.0/8")


def test_networks_within_networks():
    nested = ("10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.0.0.0/30", "10.0.0.0/8")
    for address in ("10.0.0.1", "10.0.0.200", "10.1.2.3", "10.1.3.1", "10.255.0.0"):
        assert inside(address, *nested)
    assert not inside("11.0.0.0", *nested)


def test_a_network_as_an_address_must_lie_within_one():
    assert inside("10.0.0.0/9", "10.0.0.0/8")
    assert not inside("10.0.0.0/8", "10.0.0.0/9", "10.128.0.0/9")


def test_families_are_apart():
    assert not inside("::", "0.0.0.0/0")
    assert not inside("::ffff:10.0.0.1", "10.0.0.0/8")
    assert not inside("10.0.0.1", "::/0")
    assert inside("::ffff:10.0.0.1", "::ffff:0:0/96")


def test_what_is_no_network_is_told():
    networks, wrong = parse_networks([" 10.0.0.0/8 ", "", "x", "10.0.0.0/99"])
    assert parse_range("10.0.0.1") in networks
    assert wrong == ["x", "10.0.0.0/99"]
    assert parse_range("10.0.0.1") not in Networks(())
