"""Addresses as Java reads and prints them."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.filters.geoip.addresses import network_text, parse_address

# text: how Java prints the address
READ = {
    "81.2.69.142": "81.2.69.142",
    "081.002.069.142": "81.2.69.142",
    "1359103374": "81.2.69.142",
    "81.2.17806": "81.2.69.142",
    "81.148878": "81.2.69.142",
    "0": "0.0.0.0",
    "::1": "0:0:0:0:0:0:0:1",
    "[2001:218::1]": "2001:218:0:0:0:0:0:1",
    "2001:DB8::A": "2001:db8:0:0:0:0:0:a",
    "::ffff:81.2.69.142": "81.2.69.142",
    "0:0:0:0:0:ffff:5102:458e": "81.2.69.142",
    "::81.2.69.142": "0:0:0:0:0:0:5102:458e",
    "2001:218::1%1": "2001:218:0:0:0:0:0:1%1",
    "2001:218::1%01": "2001:218:0:0:0:0:0:1%1",
    "::00001": "0:0:0:0:0:0:0:1",
}


@pytest.mark.parametrize(("text", "shown"), READ.items())
def test_read(text, shown):
    address = parse_address(text)
    assert address is not None
    assert address.shown == shown


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            " ",
            "a",
            "unknown",
            "1.2.3.4 ",
            " 1.2.3.4",
            "1.2.3.4:80",
            "1.2.3.4/32",
            "1.2.3.4.5",
            "1.2.3.",
            ".1.2.3",
            "1..2",
        ),
        *("256.1.1.1", "1.2.3.256", "4294967296", "1.16777216", "0x1.2.3.4", "-1", "0000000000000001", "٣.1.1.1"),
        *(
            "[1.2.3.4]",
            "[::1",
            "::1]",
            ":",
            ":::",
            "1:2:3",
            "12345::",
            "::g",
            "fe80::1%eth0",
            "::ffff:1.2.3.4%1",
            "::1%",
            "::1%²",
        ),
    ],
)
def test_not_read(text):
    assert parse_address(text) is None


@given(st.ip_addresses())
def test_every_address_is_read(address):
    found = parse_address(str(address))
    assert found is not None
    mapped = getattr(address, "ipv4_mapped", None)
    assert ipaddress.ip_address(found.canonical) == (mapped or address)


@given(st.text())
def test_no_text_raises(text):
    parse_address(text)


@pytest.mark.parametrize(
    ("address", "length", "text"),
    [
        ("81.2.69.142", 28, "81.2.69.128/28"),
        ("1.2.3.4", 0, "0.0.0.0/0"),
        ("2001:218:a::1", 32, "2001:218:0:0:0:0:0:0/32"),
    ],
)
def test_network(address, length, text):
    assert network_text(address, length) == text
