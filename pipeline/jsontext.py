"""JSON to values and back: orjson where it is exact, a slower exact way where it is not.

orjson turns whole numbers beyond 64 bits into floats, refuses lone surrogates, text after the first document and
1e400; Logstash takes them all (golden/notes/codecs.md).  `Infinity` is held as a Decimal, which orjson hands to us.
"""

import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson

JsonError = orjson.JSONDecodeError  # a ValueError

MAX_DEPTH = 1000
DIGITS = bytes(48 if 48 <= code <= 57 else 32 for code in range(256))
LONG_NUMBER = b"0" * 19  # a run of digits that may not fit 64 bits
INFINITY = {"Infinity": Decimal("Infinity"), "-Infinity": Decimal("-Infinity")}


def loads(data: bytes) -> Any:
    """The one JSON document in `data`; decimals become floats, whole numbers of any size stay exact."""
    value = orjson.loads(data)
    if LONG_NUMBER in data.translate(DIGITS):
        return loads_first(data)
    return value


def _exact_float(text: str) -> Any:
    value = float(text)
    return value if value not in (float("inf"), float("-inf")) else Decimal("Infinity" if value > 0 else "-Infinity")


def _refuse_constant(name: str) -> Any:
    raise JsonError(f"unexpected {name}", "", 0)


def _whole(text: str) -> int:
    return int(text) if len(text) < 4000 else int(Decimal(text))


def _decoder(parse_float: Callable[[str], Any]) -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=parse_float, parse_int=_whole, parse_constant=_refuse_constant, strict=True)


FIRST = _decoder(_exact_float)


def big_decimal(text: str) -> Decimal:
    """A decimal that keeps its text, as Java's BigDecimal does; it knows no negative zero."""
    value = Decimal(text)
    return value.copy_abs() if not value else value


EXACT = _decoder(big_decimal)
BLANK = re.compile(r"[ \t\r\n]*")


def loads_first(data: bytes) -> Any:
    """The first JSON document in `data`; what follows it is ignored, as Logstash's codecs do."""
    text = data.decode("utf-8")
    value, _ = _read(FIRST, text, _skip_blank(text, 0))
    return value


def loads_decimal(text: str) -> Any:
    """The last JSON document in `text`, decimals as Decimal with the digits they were written with.

    That is what the `json` filter sees: several documents may follow each other and only the last one counts.
    """
    text = text.removeprefix("\ufeff")
    position = _skip_blank(text, 0)
    while True:
        value, position = _read(EXACT, text, position)
        position = _skip_blank(text, position)
        if position == len(text):
            return value


def _skip_blank(text: str, position: int) -> int:
    found = BLANK.match(text, position)
    return found.end() if found else position


def _read(decoder: json.JSONDecoder, text: str, position: int) -> tuple[Any, int]:
    try:
        value, end = decoder.raw_decode(text, position)
    except RecursionError:
        raise JsonError(f"nested deeper than {MAX_DEPTH} levels", text, position) from None
    except json.JSONDecodeError as error:
        raise JsonError(error.msg, text, error.pos) from None
    return value, end


def encode_other(value: Any) -> Any:
    """What orjson can't write by itself, decimals: the `default` to give to orjson.dumps."""
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value)) if value.is_finite() else ("Infinity" if value > 0 else "-Infinity")
    raise TypeError(type(value).__name__)


_dumps = orjson.dumps


def dumps(value: Any) -> bytes:
    """UTF-8 JSON of a value, without blanks; `@metadata` is the caller's business."""
    try:
        return _dumps(value, encode_other)
    except TypeError:
        return dump_exact(value).encode("utf-8")


def dump_text(value: Any) -> str:
    """JSON of a value as text."""
    return dumps(value).decode("utf-8")


LONE_SURROGATE = re.compile("[\ud800-\udfff].*", re.DOTALL)


def dump_exact(value: Any) -> str:
    """The slow way, for whole numbers beyond 64 bits and for lone surrogates, which end the text they stand in."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{dump_exact(str(key))}:{dump_exact(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump_exact, value)) + "]"
    if isinstance(value, str):
        return _dumps(LONE_SURROGATE.sub("", str(value))).decode("utf-8")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _dumps(value, encode_other).decode("utf-8")
