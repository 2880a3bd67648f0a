"""What conditions do at run time: truth, equality, order and membership as Logstash has them (field.md 5.5).

The generated code calls these where a Python operator would not mean the same; recorded in golden/notes/language.md.
"""

from decimal import Decimal
from math import copysign
from typing import Any

from pipeline.errors import ConditionError
from pipeline.fields import MISSING
from pipeline.texts import java_inner, ruby_text
from pipeline.timestamp import Timestamp

NUMBERS = (int, float, Decimal)


def truth(value: Any) -> bool:
    """False for absent, null, false, "" and "false"; all else, also 0 and empty lists, is true."""
    return not (value is None or value is False or (type(value) is str and value in ("", "false")))


def equal(left: Any, right: Any) -> bool:
    """Equality that minds the type: 1 is not 1.0, true not "true", null not absent; two absent fields are equal.

    Only a decimal of the json filter, and only on the left, is equal to a number of another type.
    """
    if type(left) is Decimal and type(right) in NUMBERS:
        return left == (Decimal(repr(right)) if type(right) is float else right)
    if type(left) is not type(right):
        return False
    if type(left) is list:
        return len(left) == len(right) and all(map(equal, left, right))
    if type(left) is dict:
        return left is right or (left.keys() == right.keys() and all(_one(left[key], right[key]) for key in left))
    return bool(left == right)


def _one(left: Any, right: Any) -> bool:
    """Whether two values in maps are one and the same, which is what Logstash asks there: only small ones ever are."""
    if type(left) is int:
        return left is right or (type(right) is int and left == right and -256 <= left < 256)
    return left is right and (left is None or type(left) is bool)


def order(left: Any, right: Any) -> int:
    """-1, 0 or 1, the field being on the left; ConditionError where there is no order.

    A null or a boolean is equal to anything, a timestamp and a decimal of the json filter to what is no time and no
    number; a missing field counts as anything.
    """
    if left is None or type(left) is bool:
        return 0
    if type(left) is Timestamp and type(right) is not Timestamp:
        return 0
    if type(left) is Decimal and left.is_finite() and (type(right) is bool or not isinstance(right, NUMBERS)):
        return 0
    comparable = (
        (isinstance(left, NUMBERS) and isinstance(right, NUMBERS) and type(right) is not bool)
        or (type(left) is str and type(right) is str)
        or (type(left) is Timestamp and type(right) is Timestamp)
    )
    if not comparable:
        raise ConditionError(f"{_described(left)} can't be compared with {_described(right)}")
    if left == right == 0 and type(left) is not Decimal:  # as in Java, -0.0 comes before 0 and 0.0
        return int(copysign(1, left) - copysign(1, right)) // 2
    return int(left > right) - int(left < right)


NAMES = {dict: "a map", list: "a list", str: "a text", Timestamp: "a timestamp", int: "a number", float: "a number"}


def _described(value: Any) -> str:
    return "a missing field" if value is MISSING else NAMES.get(type(value), "a number")


def in_texts(value: Any, texts: frozenset[str]) -> bool:
    """`[f] in ["a", 1]`: constants in a list are compared with the field by their text."""
    if type(value) is str:
        return value in texts
    if value is None:  # a null has the text "", an absent field has none
        return "" in texts
    if type(value) is Decimal:
        return ruby_text(value) in texts  # 0.15e1
    return value is not MISSING and java_inner(value) in texts


def text_in(text: str, value: Any) -> bool:
    """`"s" in [f]`: part of a text, or an element of a list."""
    if type(value) is str:
        return text in value
    return type(value) is list and text in value


def number_in(number: Any, value: Any) -> bool:
    """`5 in [f]`: an element of a list, of the same type; never a field that is the number itself."""
    return type(value) is list and any(equal(number, item) for item in value)


def value_in(left: Any, right: Any) -> bool:
    """`[a] in [b]`: part of a text, an element of a list, else equality; lists, maps and absent are in nothing."""
    if left is MISSING or type(left) is list or type(left) is dict:
        return False
    if type(right) is list:
        return any(equal(left, item) for item in right)
    if type(left) is str and type(right) is str:
        return left in right
    return equal(left, right)


def value_in_text(value: Any, text: str) -> bool:
    """`[f] in "text"`: a text field is part of the constant, or of a number's digits."""
    return type(value) is str and value in text
