"""Filter `fingerprint`: which values go in, what the methods make of them, and where the result goes."""

import hashlib
import hmac
import re
import struct
from base64 import b64encode
from random import Random

import pytest

from pipeline.errors import ConfigError
from pipeline.filters.fingerprint import FingerprintFilter
from pipeline.filters.fingerprint.murmur3 import murmur3_32, murmur3_128
from pipeline.plugin import Context
from pipeline.testing import run_config, run_filter

FOX = b"The quick brown fox jumps over the lazy dog"
FAILED = {"tags": ["_fingerprint_error"]}


def made(event, **options):
    """The fingerprint that the filter puts into `fp`, None where it puts none."""
    event = dict(event)
    assert FingerprintFilter(**{"target": "fp", **options}).compile()(event)
    return event.get("fp")


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("data", "seed", "number"),
    [(b"", 0, 0), (b"", 1, 0x514E28B7), (b"hello world", 0, 0x5E928F0F), (FOX, 0, 0x2E4FF723), (b"abc", 0, 0xB3DD93FA)],
)
def test_murmur3_32(data, seed, number):
    assert murmur3_32(data, seed) == number


@pytest.mark.parametrize(
    ("data", "halves"),
    [
        (b"", (0, 0)),
        (FOX, (0xE34BBC7BBC071B6C, 0x7A433CA9C49A9347)),
        (b"hello world", (0x533F6046EB7F610E, 0xAB97467D60EB63B1)),
    ],
)
def test_murmur3_128(data, halves):
    assert murmur3_128(data) == struct.pack("<QQ", *halves)


# what it shows: (value, the text that is hashed)
TEXTS = {
    "text": ("Grüße", "Grüße"),
    "empty text": ("", ""),
    "null": (None, ""),
    "whole number": (1, "1"),
    "float": (1.0, "1.0"),
    "large float": (1e20, "1.0e+20"),
    "boolean": (True, "true"),
    "map": ({"b": 1, "a": {"d": None, "c": "x"}}, '{"a"=>{"c"=>"x", "d"=>nil}, "b"=>1}'),
}


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=TEXTS)
def test_what_is_hashed(value, text):
    assert made({"message": value}, method="MD5") == md5(text)
    assert made({"message": [value, "x"]}, method="MD5") == [md5(text), md5("x")]
    assert made({"message": value}, method="MD5", concatenate_sources=True) == md5(f"|message|{text}|")


def test_lists():
    assert made({"message": []}, method="MD5") == []
    assert made({"message": [[1, {"b": 2, "a": 1}]]}, method="MD5") == [md5('[1, {"a"=>1, "b"=>2}]')]
    assert made({"message": [1, "a"]}, method="MD5", concatenate_sources=True) == md5('|message|[1, "a"]|')


@pytest.mark.parametrize("name", ["SHA1", "SHA256", "SHA384", "SHA512", "MD5"])
def test_digests(name):
    event = {"message": "hello world"}
    plain, keyed = hashlib.new(name, b"hello world"), hmac.new(b"k", b"hello world", name)
    assert made(event, method=name) == plain.hexdigest()
    assert made(event, method=name, base64encode=True) == b64encode(plain.digest()).decode()
    assert made(event, method=name, key="k") == keyed.hexdigest()
    assert made(event, method=name, key="k", base64encode=True) == b64encode(keyed.digest()).decode()


def test_numbers_of_murmur3_are_hashed_by_their_bytes():
    assert made({"message": "123.52.122.33"}, method="MURMUR3") == 1541804874
    assert made({"message": 123}, method="MURMUR3") == 823512154
    assert made({"message": "123"}, method="MURMUR3") == murmur3_32(b"123") != 823512154
    assert made({"message": -1}, method="MURMUR3") == murmur3_32(b"\xff" * 8)
    assert made({"message": 1.5}, method="MURMUR3") == murmur3_32(b"1.5")
    assert made({"message": True}, method="MURMUR3") == murmur3_32(b"true")


def test_the_wide_murmur3():
    assert made({"message": "hello world"}, method="MURMUR3_128") == "4e54e0afea7fa69d314aade9c4856540"
    assert made({"message": "hello world"}, method="MURMUR3_128", base64encode=True) == "TlTgr+p/pp0xSq3pxIVlQA=="
    assert made({"message": 5}, method="MURMUR3_128") != made({"message": "5"}, method="MURMUR3_128")


@pytest.mark.parametrize("number", [0, 1, -1, 2**31 - 1, -(2**31), 2**31, -(2**31) - 1, 2**63])
def test_the_wide_murmur3_takes_as_many_bytes_as_a_number_needs(number):
    size = 4 if -(2**31) <= number < 2**31 else 8
    data = (number % 2 ** (8 * size)).to_bytes(size, "little")
    assert made({"message": number}, method="MURMUR3_128") == murmur3_128(data, 2).hex()


@pytest.mark.parametrize(
    ("address", "key", "network"),
    [("1.2.3.4", "16", "1.2.0.0"), ("1.2.3.4", "0", "0.0.0.0"), ("1.2.3.4", "32", "1.2.3.4"),
     ("2001:db8::1", "24", "2001:d00::"), ("2001:db8::1", "64", "2001:db8::"), ("::1", "0", "::"),
     ("::ffff:1.2.3.4", "120", "::ffff:1.2.3.0"), ("::1.2.3.4", "128", "::1.2.3.4"),
     ("10.1.2.3/8", "24", "10.0.0.0"), (["1.2.3.4", "5.6.7.8"], "8 bits", ["1.0.0.0", "5.0.0.0"])],
)  # fmt: skip
def test_networks(address, key, network):
    assert made({"message": address}, method="IPV4_NETWORK", key=key) == network


@pytest.mark.parametrize("value", ["::g", "host", "1.2.3", "01.2.3.4", "1.2.3.4/33", "", 16909060, None, {"a": 1}])
def test_what_is_no_address_is_tagged(value):
    event = {"message": value, "fp": "old"}
    assert not FingerprintFilter(target="fp", method="IPV4_NETWORK", key="16").compile()(event)
    assert event == {"message": value, "fp": "old", **FAILED}


def test_a_key_is_a_text():
    with pytest.raises(ConfigError, match="expected a text in quotes, got a number"):
        run_config('filter { fingerprint { method => "IPV4_NETWORK" key => 24 } }', ["{}"])


def test_a_network_of_more_bits_than_the_address_has_is_tagged():
    assert (
        run_filter('fingerprint { method => "IPV4_NETWORK" key => "33" }', {"message": "1.2.3.4"})["tags"]
        == FAILED["tags"]
    )


@pytest.mark.parametrize("options", ["", 'key => "a"', 'key => "129"', 'key => "-1"'])
def test_a_network_needs_a_prefix(options):
    with pytest.raises(ConfigError, match="expected how many bits to keep"):
        run_config(f'filter {{ fingerprint {{ method => "IPV4_NETWORK" {options} }} }}', ["{}"])


def test_punctuation():
    text = "Grüße: [a_b] <c=1> $2+3 ~`^| «x» €5 …\t日本。"
    assert made({"message": text}, method="PUNCTUATION") == ":[_]<=>$+~`^|«»€…。"
    assert made({"b": "x!", "a": "y?"}, source=["b", "a"], method="PUNCTUATION") == "!"
    assert run_filter('fingerprint { method => "PUNCTUATION" }', {"message": 1}) == {"message": 1, **FAILED}


def test_uuids_are_of_version_4_and_come_from_the_context():
    event, again = {}, {}
    for one in (event, again):
        FingerprintFilter(Context(random=Random(7)), target="id", method="UUID", source="nope").compile()(one)
    assert event == again and re.fullmatch(
        r"[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}", event["id"]
    )
    step = FingerprintFilter(target="id", method="UUID").compile()
    assert step(event) and step(again) and event != again


# what it shows: (options, event, the text that is hashed)
SOURCES = {
    "the last that is there": ({"source": ["a", "b"]}, {"a": 1, "b": 2}, "2"),
    "the order is that of the option": ({"source": ["b", "a"]}, {"a": 1, "b": 2}, "1"),
    "those that are missing don't count": ({"source": ["a", "b"]}, {"a": 1}, "1"),
    "a nested one": ({"source": ["[a][b]"]}, {"a": {"b": "x"}}, "x"),
    "concatenated by name": ({"source": ["b", "a"], "concatenate_sources": True}, {"a": 1, "b": 2}, "|a|1|b|2|"),
    "concatenated, missing": ({"source": ["a", "b"], "concatenate_sources": True}, {}, "|a||b||"),
    "named twice": ({"source": ["a", "a"], "concatenate_sources": True}, {"a": 1}, "|a|1|a|1|"),
    "names as they are written": ({"source": ["[a][b]"], "concatenate_sources": True}, {"a": {"b": 1}}, "|[a][b]|1|"),
    "all fields": ({"concatenate_all_fields": True}, {"b": 2, "a": {"d": 1, "c": 2}}, '|a|{"c"=>2, "d"=>1}|b|2|'),
    "all but the metadata": ({"concatenate_all_fields": True}, {"b": 2, "@metadata": {"a": 1}}, "|b|2|"),
}


@pytest.mark.parametrize(("options", "event", "text"), SOURCES.values(), ids=SOURCES)
def test_sources(options, event, text):
    assert made(event, method="MD5", **options) == md5(text)


def test_without_a_source_it_still_succeeds():
    assert run_filter('fingerprint { add_tag => ["ok"] }', {"a": 1}) == {"a": 1, "tags": ["ok"]}


@pytest.mark.parametrize(("ecs", "place"), [("disabled", "fingerprint"), ("v1", "event"), ("v8", "event")])
def test_where_it_goes(ecs, place):
    event = {"message": "x"}
    FingerprintFilter(method="MD5", ecs_compatibility=ecs).compile()(event)
    assert event[place] == (md5("x") if ecs == "disabled" else {"hash": md5("x")})


def test_a_target_that_can_not_stand_is_tagged():
    assert run_filter('fingerprint { target => "[message][x]" }', {"message": "a"}) == {"message": "a", **FAILED}


def test_an_unknown_method_is_refused():
    with pytest.raises(ConfigError, match="expected one of SHA1"):
        FingerprintFilter(method="CRC32")
