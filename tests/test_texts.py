"""Values as Java and Ruby print them (checked against JDK 17 and JRuby 9.4.15)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import texts
from pipeline.timestamp import Timestamp

WHEN = Timestamp("2024-02-03T04:05:06.789Z")
DOUBLES = {
    0.0: "0.0", 1.0: "1.0", -2.5: "-2.5", 0.001: "0.001", 0.00099: "9.9E-4", 9999999.0: "9999999.0", 1e7: "1.0E7", 123456789.5: "1.234567895E8",
    1e20: "1.0E20", 1e-5: "1.0E-5", 5e-324: "4.9E-324", 1.7976931348623157e308: "1.7976931348623157E308", 0.1: "0.1", 100.0: "100.0",
    float("inf"): "Infinity", float("-inf"): "-Infinity",
}  # fmt: skip
FLOATS = {
    0.0: "0.0", 1.0: "1.0", -2.5: "-2.5", 0.0001: "0.0001", 0.00001: "1.0e-05", 0.00009999: "9.999e-05", 1e7: "10000000.0", 1e15: "1000000000000000.0",
    1e16: "10000000000000000.0", 9.2e18: "9200000000000000000.0", 1e19: "1.0e+19", 1.5e20: "1.5e+20", 1.5e300: "1.5e+300", 5e-324: "4.9e-324",
    123456789012345680.0: "123456789012345680.0",
}  # fmt: skip
JAVA = [
    ("x", "x"), (1, "1"), (True, "true"), (False, "false"), (1e7, "1.0E7"), (Decimal("1.10"), "1.10"), (Decimal("1E+5"), "1E+5"), (WHEN, str(WHEN)),
    ([], ""), ([1, "a", None, [2, [3]]], "1,a,,2,3"), ([{"k": "v", "l": [None, True]}], "{l=[null, true], k=v}"), ([[]], ""),
    ({}, "{}"), ({"a": [1.0, None, {"b": "c"}]}, '{"a":[1.0,null,{"b":"c"}]}'), ({"a": 1e20, "t": WHEN}, f'{{"t":"{WHEN}","a":1.0E20}}'),
    ({"a": '"\\/\n\x1b\u2028é'}, '{"a":"\\"\\\\/\\n\\u001B\u2028é"}'), ({"z": 1, "x": 2}, '{"x":2,"z":1}'), ({"a": Decimal("Infinity")}, '{"a":"Infinity"}'),
    ({"a": Decimal("1.10")}, '{"a":1.10}'),
]  # fmt: skip
RUBY = [
    (None, ""), ("x", "x"), (1, "1"), (True, "true"), (1.0, "1.0"), (WHEN, str(WHEN)), (Decimal("12.5"), "0.125e2"), (Decimal("-0.001"), "-0.1e-2"),
    (Decimal(0), "0.0"), (Decimal("Infinity"), "Infinity"), ([], "[]"), ([None, "x", 1], '[nil, "x", 1]'), ({"a": 1, "b": None}, '{"a"=>1, "b"=>nil}'),
    ([[], {}], "[[], {}]"), ([WHEN], f"[{WHEN}]"),
]  # fmt: skip
QUOTED = {
    "x": '"x"', '"\\': r'"\"\\"', "\n\t\r\0\x1b\x07\x7f": r'"\n\t\r\u0000\e\a\u007F"', "#{a} #$a #@a # #a": r'"\#{a} \#$a \#@a # #a"', "é日\U0001f600": '"é日\U0001f600"',
    "\u00a0\u200b": '"\u00a0\u200b"', "\u2028\u0085": '"\\u2028\u0085"',
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), DOUBLES.items())
def test_java_double(value, text):
    assert texts.java_double(value) == text


@pytest.mark.parametrize(("value", "text"), FLOATS.items())
def test_ruby_float(value, text):
    assert texts.ruby_float(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_are_read_back(value):
    assert float(texts.java_double(value)) == float(texts.ruby_float(value)) == value


def test_no_number_has_a_name():
    assert texts.java_double(float("nan")) == "NaN"


@pytest.mark.parametrize(("value", "text"), JAVA)
def test_java_text(value, text):
    assert texts.java_text(value) == text
    assert type(texts.java_text(value)) is str


@pytest.mark.parametrize(("value", "text"), RUBY)
def test_ruby_text(value, text):
    assert texts.ruby_text(value) == text
    assert type(texts.ruby_text(value)) is str


@pytest.mark.parametrize(("text", "quoted"), QUOTED.items())
def test_ruby_quote(text, quoted):
    assert texts.ruby_quote(text) == quoted


ORDERS = {
    "two": ("b a", "a b"),
    "equal hash codes keep their order": ("BB Aa", "BB Aa"),
    "names": ("user name tmp", "tmp name user"),
    "twenty": (" ".join(f"f{number}" for number in range(1, 21)), None),
    "beyond the basic plane": ("\U0001f600 a", "a \U0001f600"),
}


@pytest.mark.parametrize(("written", "visited"), ORDERS.values(), ids=ORDERS)
def test_java_hash_order(written, visited):
    order = [name for name, _ in texts.java_hash_order([(name, 0) for name in written.split()])]
    if visited is None:
        assert order[-1] == "f9"  # recorded in mutate-hash-order-many
    else:
        assert order == visited.split()


@given(st.lists(st.text(), unique=True))
def test_an_order_loses_nothing(names):
    pairs = [(name, index) for index, name in enumerate(names)]
    assert sorted(texts.java_hash_order(pairs)) == sorted(texts.java_map_order(pairs)) == sorted(pairs)
