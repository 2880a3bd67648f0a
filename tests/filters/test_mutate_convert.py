"""Mutate's `convert`: which texts are numbers in Ruby, and what becomes of other values (checked against JRuby 9.4.15)."""

import pytest

from pipeline.filters.mutate.convert import converter
from pipeline.plugin import FieldError
from pipeline.testing import run_filter
from pipeline.timestamp import Timestamp

INTEGERS = {
    "42": 42, "-7": -7, "+5": 5, " 12\n": 12, "\0001\0": 1, "1,234": 1234, "1_000": 1000, "0": 0, "-0": 0, "007": 7,
    "010": 8, "-010": -8, "0_7": 7, "3.99": 3, "-3.99": -3, ".5": 0, "1.5e2": 150, "1.5E2": 150, "0x1F": 31, "-0x10": -16,
    "0x1_0": 16, "0x1.8p1": 3, "9007199254740993": 9007199254740993, "9007199254740993.0": 9007199254740992,
    "123456789012345678901234567890": 123456789012345678901234567890, "1,": 1,
}  # fmt: skip
NO_INTEGERS = [
    "", " ", "abc", "12abc", "1e3", "0b11", "0o7", "08", "0_8", "1__0", "_1", "1_", "5.", ".", "1._5", "1.2.3", "١٢", "\uff11",
    "0x", "+0x1", "0x1.8", "0xg", "NaN", "Infinity", "1e400", "1.5e400", "- 1", "--1", "1 2", "1f", "1e+", "\u00a01",
]  # fmt: skip
FLOATS = {
    "42": 42.0, "1.5": 1.5, "-0.25": -0.25, " 2.5 ": 2.5, "1,234.5": 1234.5, "1e3": 1000.0, "1E3": 1000.0, "+1.5": 1.5,
    ".5": 0.5, "-.5e1": -5.0, "1_000.5": 1000.5, "1.5_5": 1.55, "1e1_0": 1e10, "1e+": 1.0, "010": 10.0, "08": 8.0,
    "0x1F": 31.0, "-0x10": -16.0, "0x1p-2": 0.25, "0x1.8p1": 3.0, "1e-400": 0.0, "9" * 30: 1e30,
}  # fmt: skip
NO_FLOATS = [
    "",
    "x",
    "5.",
    "1.e1",
    "1.5abc",
    "NaN",
    "Infinity",
    "1.2.3",
    "1e",
    "1e_1",
    "0x",
    "0x1.8",
    "+0x1",
    "1__0",
    "1_.5",
]
BOOLEANS = {
    True: ["true", "TRUE", "t", "yes", "Y", "1", "1.0", "1x0", "100", "a\ntrue\nb", 1, 1.0, 100, True],
    False: ["false", "False", "f", "NO", "n", "0", "0.0", "0-0", "", "x\nno", 0, 0.0, False],
}
NO_BOOLEANS = [" true", "on", "off", "2", "truee", "10.0", 2, -1, 1.5, {"a": 1}, [], ["x"]]
STRINGS = [
    (1, "1"), (-1.0, "-1.0"), (1e20, "1.0e+20"), (1e16, "10000000000000000.0"), (0.0001, "0.0001"), (0.00001, "1.0e-05"),
    (True, "true"), (False, "false"), ("x", "x"), ([1, None, "x"], ["1", None, "x"]), ([{"a": 1}, [1, None]], ['{"a"=>1}', "[1, nil]"]),
    ({"a": 1}, {"a": 1}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), INTEGERS.items())
def test_a_text_is_an_integer(text, number):
    assert converter("integer")(text) == number


@pytest.mark.parametrize("text", NO_INTEGERS)
def test_a_text_is_no_integer(text):
    with pytest.raises(FieldError):
        converter("integer")(text)


@pytest.mark.parametrize(("text", "number"), FLOATS.items())
def test_a_text_is_a_float(text, number):
    found = converter("float")(text)
    assert (type(found), found) == (float, number)


def test_a_float_keeps_the_sign_of_zero():
    assert str(converter("float")("-0")) == "-0.0"


@pytest.mark.parametrize("text", NO_FLOATS)
def test_a_text_is_no_float(text):
    with pytest.raises(FieldError):
        converter("float")(text)


@pytest.mark.parametrize(("value", "number"), [(3.99, 3), (-3.99, -3), (True, 1), (False, 0), (7, 7), (1e20, 10**20)])
def test_values_to_integer(value, number):
    assert run_filter('mutate { convert => { "v" => "integer" } }', {"v": value}) == {"v": number}


@pytest.mark.parametrize(("text", "number"), [("1.234,9", 1234), ("-1.000.000", -1000000), ("12", 12), ("1.234", 1234)])
def test_european_integers(text, number):
    assert converter("integer_eu")(text) == number


@pytest.mark.parametrize(("text", "number"), [("1.234,56", 1234.56), ("2,5", 2.5), ("1.000", 1000.0)])
def test_european_floats(text, number):
    assert converter("float_eu")(text) == number


def test_a_time_becomes_its_seconds():
    when = Timestamp.from_epoch_ns(1_500_000_000)
    assert (converter("integer")(when), converter("float")(when)) == (1, 1.5)
    assert converter("string")(when) == "1970-01-01T00:00:01.500Z"


@pytest.mark.parametrize(
    ("number", "value"), [(number, value) for number, values in BOOLEANS.items() for value in values]
)
def test_words_for_true_and_false(number, value):
    assert converter("boolean")(value) is number or isinstance(value, list)


@pytest.mark.parametrize("value", NO_BOOLEANS)
def test_other_words_stay(value):
    assert run_filter('mutate { convert => { "v" => "boolean" } }', {"v": value}) == {"v": value}


@pytest.mark.parametrize(("value", "text"), STRINGS)
def test_values_to_string(value, text):
    assert run_filter('mutate { convert => { "v" => "string" } }', {"v": value}) == {"v": text}


def test_infinity_is_written_as_a_word():
    assert run_filter('mutate { convert => { "v" => "float" } }', {"v": "1e400"}) == {"v": "Infinity"}


def test_one_bad_element_keeps_the_whole_list():
    event = run_filter('mutate { convert => { "v" => "integer" } }', {"v": ["1", "x"]})
    assert event == {"v": ["1", "x"], "tags": ["_mutate_error"]}


@pytest.mark.parametrize("value", [None, {"a": "1"}])
def test_nulls_and_maps_are_left_alone(value):
    assert run_filter('mutate { convert => { "v" => "integer" } }', {"v": value}) == {"v": value}


@pytest.mark.parametrize("value", [[["1"]], [{"a": "1"}]])
def test_a_list_or_map_in_a_list_is_no_number(value):
    assert run_filter('mutate { convert => { "v" => "float" } }', {"v": value}) == {
        "v": value,
        "tags": ["_mutate_error"],
    }


def test_a_number_may_be_long_but_not_endless():
    assert converter("integer")("1" * 10_000) == 10**10_000 // 9
    with pytest.raises(FieldError):
        converter("integer")("1" * 10_001)
    assert str(converter("float")("9" * 400)) == "Infinity"
