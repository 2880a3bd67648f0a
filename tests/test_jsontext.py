"""JSON in and out, where the fast libraries are exact and where they are not."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.jsontext import JsonError, dump_exact, dumps, loads, loads_decimal

NUMBERS = (
    st.integers()
    | st.integers(10**17, 10**21)
    | st.integers(-(10**21), -(10**17))
    | st.floats(allow_nan=False, allow_infinity=False)
)


@given(st.lists(NUMBERS | st.text()))
def test_reading_is_exact(values):
    text = json.dumps(values)
    found = loads(text.encode())
    assert [(type(value), value) for value in found] == [(type(value), value) for value in values]


@given(st.lists(NUMBERS | st.text()))
def test_the_slow_way_of_writing_says_the_same(values):
    assert json.loads(dump_exact({"a": values})) == json.loads(dumps({"a": values})) == {"a": values}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-0", 0),
        ('{"a":1}{"b":2}', {"a": 1}),
        ("[1] rest", [1]),
        ("1e400", Decimal("Infinity")),
        ("-1e400", Decimal("-Infinity")),
        ('"\\udc00x"', "\udc00x"),
        ('{"a":1,"a":2}', {"a": 2}),
    ],
)
def test_what_logstash_takes(text, value):
    assert loads(text.encode()) == value


@pytest.mark.parametrize(
    "text", ["", " ", "NaN", "[01]", "[1.]", "[.5]", "[+1]", "{'a':1}", "[1,]", "/**/1", '"\t"', "\ufeff1"]
)
def test_what_it_refuses(text):
    with pytest.raises(JsonError):
        loads(text.encode())


def test_decimals_keep_their_digits():
    found = loads_decimal('{"a": 1.10, "b": 1e3, "c": -0.0, "d": 5, "e": 0.1234567890123456789012}')
    assert [str(value) for value in found.values()] == ["1.10", "1E+3", "0.0", "5", "0.1234567890123456789012"]
    assert dumps(found) == b'{"a":1.10,"b":1E+3,"c":0.0,"d":5,"e":0.1234567890123456789012}'


def test_the_last_of_several_documents_counts_for_the_filter():
    assert loads_decimal('\ufeff{"a":1.5} {"b":2.50}') == {"b": Decimal("2.50")}


@pytest.mark.parametrize("text", ['{"a":1} x', "truefalse", "\ud800"])
def test_the_filter_refuses_what_is_not_all_json(text):
    with pytest.raises(JsonError):
        loads_decimal(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": "x\ud800y", "b\udc00": 1}, '{"a":"x","b":1}'),
        ([1 << 64, -(1 << 64), {}, [], True, None], "[18446744073709551616,-18446744073709551616,{},[],true,null]"),
        ({"a": Decimal("Infinity"), "b": Decimal("-Infinity"), "n": 1 << 70}, None),
    ],
)
def test_what_orjson_does_not_write(value, text):
    expected = text or '{"a":"Infinity","b":"-Infinity","n":1180591620717411303424}'
    assert dumps(value).decode() == expected


def test_nesting_beyond_orjson_is_written():
    text = b"[" * 990 + b"]" * 990
    assert dumps(loads(text)) == text


def test_numbers_may_be_longer_than_python_likes_to_print():
    text = b"[" + b"9" * 5000 + b"]"
    assert loads(text) == [10**5000 - 1]
    assert dumps(loads(text)) == text


@pytest.mark.parametrize("text", ["", " \r\n\t", "\ufeff", "null"])
def test_a_blank_text_is_null_to_the_filter(text):
    assert loads_decimal(text) is None


@pytest.mark.parametrize("read", [lambda text: loads(text.encode()), loads_decimal])
def test_a_number_may_be_long_but_not_endless(read):
    number = 10**10_000 // 9
    assert read(str(number)) == number
    assert dumps(read(f"[{number}]")) == f"[{number}]".encode()
    with pytest.raises(JsonError):
        read("1" * 10_001)


@pytest.mark.parametrize(
    "text", ["1.5e999999999", "-1E-999999999", "1e99999999999999999999", '{"a":[1.0e10001]}', "9" * 20_000 + ".5"]
)
def test_a_decimal_that_would_fill_the_memory_is_refused(text):
    with pytest.raises(JsonError):
        loads_decimal(text)
    assert loads_decimal("1.5e9999") == Decimal("1.5e9999")
