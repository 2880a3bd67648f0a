"""Numbers as Ruby reads them: `to_i`, which takes what it can, and the strict Integer() and Float()."""

from decimal import Decimal

import pytest

from pipeline.errors import FieldError
from pipeline.rubynumbers import float_from, integer_from, ruby_to_i
from pipeline.timestamp import Timestamp

VALUES = [
    ("12", 12),
    ("12x", 12),
    (" \t\n-7", -7),
    ("+7", 7),
    ("- 7", 0),
    ("1_000", 1000),
    ("1__0", 1),
    ("_1", 0),
    ("0x1f", 0),
    ("010", 10),
    ("3.9", 3),
    ("٣", 0),
    ("", 0),
    (None, 0),
    (5, 5),
    (-3.9, -3),
    (Decimal("2.9"), 2),
    (Timestamp("1970-01-01T00:00:05.900Z"), 5),
]


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_read(value, expected):
    assert ruby_to_i(value) == expected


@pytest.mark.parametrize("value", [True, [1], {}, float("inf"), float("nan"), Decimal("Infinity"), "9" * 10_001])
def test_no_number(value):
    with pytest.raises(FieldError):
        ruby_to_i(value)


INTEGERS = {
    "0": 0, "7": 7, "-7": -7, "+7": 7, " 7\n": 7, "010": 8, "0_7": 7, "0o17": 15, "0x1F": 31, "-0X1f": -31,
    "0b101": 5, "0d19": 19, "1_000": 1000,
}  # fmt: skip
NO_INTEGERS = [
    "",
    " ",
    "a",
    "1.0",
    "1e3",
    "09",
    "1__0",
    "_1",
    "1_",
    "0x",
    "0b2",
    "- 1",
    "--1",
    "1 2",
    "٣",
    "1,0",
    "9" * 10_001,
]
FLOATS = {
    "1": 1.0, "-1.5": -1.5, " .5 ": 0.5, "1e3": 1000.0, "1E-3": 0.001, "1_0.2_5": 10.25, "0x1F": 31.0, "0x1p3": 8.0,
    "1e400": float("inf"), "007": 7.0,
}  # fmt: skip
NO_FLOATS = ["", "a", "1.", "1..2", "e3", "1__0", "1,5", "inf", "nan", "1 2", "٣"]


@pytest.mark.parametrize(("text", "number"), INTEGERS.items())
def test_integers(text, number):
    assert integer_from(text) == number


def test_integers_have_up_to_10000_digits():
    assert integer_from("9" * 10_000) == 10**10_000 - 1
    assert integer_from("0x" + "f" * 5000) == 16**5000 - 1


@pytest.mark.parametrize("text", NO_INTEGERS)
def test_no_integers(text):
    with pytest.raises(FieldError):
        integer_from(text)


@pytest.mark.parametrize(("text", "number"), FLOATS.items())
def test_floats(text, number):
    assert float_from(text) == number


@pytest.mark.parametrize("text", NO_FLOATS)
def test_no_floats(text):
    with pytest.raises(FieldError):
        float_from(text)
