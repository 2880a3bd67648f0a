"""Values as text, the way Java and Ruby print them, and the order in which Java's HashMap visits its keys.

Logstash shows both languages to the user: `%{field}` prints as Java does, `convert => string` as Ruby does.
"""

import re
from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import Any, TypeVar
from unicodedata import category

from pipeline.timestamp import Timestamp

RUBY_BLANKS = "\0\t\n\v\f\r "  # what String#strip takes off
V = TypeVar("V")
K = TypeVar("K", bound=Hashable)


def java_double(value: float) -> str:
    """As `Double.toString`: `1.0E7` from 10**7 on, `9.9E-4` below 0.001, else with a decimal."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "Infinity" if value > 0 else "-Infinity"
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return _plain(value)
    digits, exponent = _digits(value)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{exponent}"


def ruby_float(value: float) -> str:
    """As JRuby's `Float#to_s`: `1.0e-05` below 0.0001, `1.0e+19` from 10**19 on."""
    if value != value or value in (float("inf"), float("-inf")):
        return java_double(value)
    if value == 0 or 1e-4 <= abs(value) < 1e19:
        return _plain(value)
    digits, exponent = _digits(value)
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[0]}.{digits[1:] or '0'}e{'-' if exponent < 0 else '+'}{abs(exponent):02d}"


def _plain(value: float) -> str:
    text = repr(value)
    if "e" not in text:
        return text
    text = format(Decimal(text), "f")
    return text if "." in text else f"{text}.0"


def _digits(value: float) -> tuple[str, int]:
    """The shortest digits that give the value back, two at least (4.9E-324), and the exponent of the first."""
    number = Decimal(repr(abs(value))).normalize()
    _, digits, exponent = (
        number.as_tuple() if len(number.as_tuple()[1]) > 1 else Decimal(f"{abs(value):.1e}").as_tuple()
    )
    return "".join(map(str, digits)), len(digits) - 1 + int(exponent)


def java_text(value: Any) -> str:
    """What `%{field}` prints for a value that is there and not null: lists joined by commas, a map as JSON."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return java_double(value)
    if isinstance(value, list):
        return ",".join(_flat_texts(value))
    if isinstance(value, dict):
        return java_json(value)
    return str(value)


def java_json(value: Any) -> str:
    """JSON as Jackson writes it: maps in Java's order, floats as Java prints them."""
    if isinstance(value, str):
        return f'"{JSON_ESCAPED.sub(_json_escape, value)}"'
    if isinstance(value, dict):
        members = [f"{java_json(key)}:{java_json(item)}" for key, item in java_map_order(list(value.items()))]
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(java_json, value)) + "]"
    if isinstance(value, Decimal) and not value.is_finite():
        return f'"{value}"'
    return "null" if value is None else java_text(value)


JSON_ESCAPED = re.compile(r'["\\\x00-\x1f]')
JSON_NAMES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def _json_escape(found: re.Match[str]) -> str:
    return JSON_NAMES.get(found[0]) or f"\\u{ord(found[0]):04X}"


def _flat_texts(items: Iterable[Any]) -> Iterable[str]:
    for item in items:
        if isinstance(item, list):
            yield ",".join(_flat_texts(item))
        elif item is None:
            yield ""
        else:
            yield java_inner(item)


def java_inner(value: Any) -> str:
    """A value inside a Java collection's `toString`: `{k=v}`, `[1, 2]`, `null`."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}={java_inner(item)}" for key, item in java_map_order(list(value.items()))) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(java_inner, value)) + "]"
    return "null" if value is None else java_text(value)


def ruby_text(value: Any) -> str:
    """As Ruby's `to_s`: text as it is, nil as nothing, collections as they are inspected."""
    if isinstance(value, str):
        return str(value)
    return "" if value is None else ruby_inspect(value)


def ruby_lower(text: str) -> str:
    """As Ruby's `downcase`, which knows no form of sigma that is only for the ends of words."""
    return text.lower() if "Σ" not in text else "".join(map(str.lower, text))


def ruby_capital(text: str) -> str:
    """As Ruby's `capitalize`: a capital letter, then lower case."""
    return text[:1].title() + ruby_lower(text[1:])


ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\x1b": "\\e", "\x07": "\\a", "\b": "\\b",
           "\v": "\\v", "\f": "\\f"}  # fmt: skip


def ruby_inspect(value: Any) -> str:
    """As Ruby's `inspect`: `{"a"=>1}`, `[nil, "x"]`."""
    if value is None:
        return "nil"
    if isinstance(value, Timestamp):
        return str(value)
    if isinstance(value, str):
        return ruby_quote(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return ruby_float(value)
    if isinstance(value, Decimal):
        return ruby_big_decimal(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(ruby_inspect, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{ruby_inspect(key)}=>{ruby_inspect(item)}" for key, item in value.items()) + "}"
    return str(value)


def ruby_quote(text: str) -> str:
    """A string in Ruby's double quotes; `#{` is escaped, control characters are named."""
    quoted = "".join(
        [ESCAPES.get(letter) or (letter if _shown(letter) else _unicode_escape(letter)) for letter in text]
    )
    for opening in ("#{", "#$", "#@"):
        quoted = quoted.replace(opening, "\\" + opening)
    return f'"{quoted}"'


HIDDEN = frozenset({"Cc", "Cn", "Cs", "Zl", "Zp"})


def _shown(letter: str) -> bool:
    """Whether Ruby's `inspect` shows a character as it is: also format characters and blanks of all kinds."""
    return letter.isprintable() or letter == "\x85" or category(letter) not in HIDDEN


def _unicode_escape(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04X}" if code < 0x10000 else f"\\u{{{code:X}}}"


def ruby_big_decimal(value: Decimal) -> str:
    """As Ruby's `BigDecimal#to_s`: `0.125e2`."""
    if value == 0 or not value.is_finite():
        return str(value) if value else "0.0"
    sign, digits, exponent = value.normalize().as_tuple()
    return f"{'-' if sign else ''}0.{''.join(map(str, digits))}e{len(digits) + int(exponent)}"


def java_map_order(pairs: list[tuple[K, V]]) -> list[tuple[K, V]]:
    """The order of a map of an event that is printed: Logstash copies it to a HashMap made for as many pairs."""
    return java_hash_order(pairs, 1 << max(len(pairs) - 1, 0).bit_length())


def java_hash_order(pairs: list[tuple[K, V]], capacity: int = 16) -> list[tuple[K, V]]:
    """The pairs in the order in which a Java HashMap with these keys, inserted in this order, visits them.

    `capacity` is what the map begins with, a power of two.
    """
    if len(pairs) < 2:
        return pairs
    while len(pairs) > capacity * 3 // 4:
        capacity *= 2
    return sorted(pairs, key=lambda pair: _spread(pair[0]) & (capacity - 1))


def _spread(key: Any) -> int:
    """`hashCode` of a Java String, its high half folded in as HashMap does."""
    code = 0
    encoded = str(key).encode("utf-16-be", "surrogatepass")
    for high, low in zip(encoded[::2], encoded[1::2], strict=True):
        code = (31 * code + (high << 8 | low)) & 0xFFFFFFFF
    return code ^ (code >> 16)
