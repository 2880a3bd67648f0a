"""Numbers as Ruby's `to_i` reads them."""

from decimal import Decimal

import pytest

from pipeline.errors import FieldError
from pipeline.rubynumbers import ruby_to_i
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
