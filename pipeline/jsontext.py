"""JSON to values and back: by msgspec and orjson where they are exact, by slower ways where they are not.

Reading, msgspec keeps whole numbers of any size and is as fast as orjson, which makes floats of them.  What it refuses
and Logstash takes (golden/notes/codecs.md) is read again slowly: text after the first document, lone surrogates, 1e400.
`Infinity` is held as a Decimal, which orjson hands to us when writing.
"""

import json
import re
import sys
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
import orjson

JsonError = orjson.JSONDecodeError  # a ValueError

MAX_DEPTH = 1000
MAX_DIGITS = 10_000  # of a number, as in Logstash
TOO_LONG = f"a number has more than {MAX_DIGITS} digits when it is written out"
sys.set_int_max_str_digits(MAX_DIGITS)
BRACKETS = bytes(set(range(256)) - set(b'{}[]"\\'))
STRINGS = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
REFUSED = (msgspec.DecodeError, ValueError, RecursionError, TypeError)
"""What `decode_fast` raises for documents that are bad, or that `loads` can take all the same."""

decode_fast = msgspec.json.Decoder().decode


def loads(data: bytes) -> Any:
    """The first JSON document in `data`; decimals become floats, whole numbers of any size stay exact.

    Text behind it is ignored, as Logstash's codecs do.  Raises JsonError, or UnicodeDecodeError where it is no UTF-8.
    """
    try:
        return decode_fast(data)
    except REFUSED:
        return _loads_slowly(data)


def _loads_slowly(data: bytes) -> Any:
    """What the fast decoder refused; nesting beyond Python's own limit is left to orjson."""
    text = data.decode("utf-8")
    if len(data) > MAX_DEPTH:
        _check_depth(data)
    try:
        return FIRST.raw_decode(text, _skip_blank(text, 0))[0]
    except RecursionError:
        return orjson.loads(data)
    except ValueError as error:
        raise _as_json_error(error, text) from None


def _as_json_error(error: ValueError, text: str) -> JsonError:
    """What Python's own reader found, as the error that all callers know; a number that is too long has no place."""
    if isinstance(error, json.JSONDecodeError):
        return JsonError(error.msg, text, error.pos)
    return JsonError(str(error), text, 0)


def _check_depth(data: bytes) -> None:
    """Raise JsonError where the document is nested deeper than Logstash's parser goes."""
    depth = 0
    for bracket in STRINGS.sub(b"", data).translate(None, BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        if depth > MAX_DEPTH:
            raise JsonError(f"nested deeper than {MAX_DEPTH} levels", "", 0)
        if depth < 1:
            return


def _exact_float(text: str) -> Any:
    value = float(text)
    return value if value not in (float("inf"), float("-inf")) else Decimal("Infinity" if value > 0 else "-Infinity")


def _refuse_constant(name: str) -> Any:
    raise JsonError(f"unexpected {name}", "", 0)


def _decoder(parse_float: Callable[[str], Any]) -> json.JSONDecoder:
    return json.JSONDecoder(parse_float=parse_float, parse_constant=_refuse_constant, strict=True)


FIRST = _decoder(_exact_float)


def big_decimal(text: str) -> Decimal:
    """A decimal that keeps its text, as Java's BigDecimal does; it knows no negative zero.

    ValueError for one such as 1e999999999, which fills the memory as soon as its digits are written out.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(TOO_LONG) from None
    if not -MAX_DIGITS < value.adjusted() < MAX_DIGITS:
        raise ValueError(TOO_LONG)
    return value or value.copy_abs()


EXACT = _decoder(big_decimal)
BLANK = re.compile(r"[ \t\r\n]*")
BLANKS = ("", " ", "\t", "\r", "\n")


decode_decimal = msgspec.json.Decoder(float_hook=big_decimal).decode


def loads_decimal(text: str) -> Any:
    """The last JSON document in `text`, decimals as Decimal with the digits they were written with.

    That is what the `json` filter sees: several documents may follow each other and only the last one counts, and a
    blank text is null.
    """
    try:
        return decode_decimal(text)
    except REFUSED:
        return _loads_last(text.removeprefix("\ufeff"))


NO_BEGINNING = "no JSON begins so"
BEGINNINGS = frozenset('{["-0123456789tfn \t\r\n\ufeff')


def _loads_last(text: str) -> Any:
    if text and text[0] not in BEGINNINGS:
        raise JsonError(NO_BEGINNING, "", 0)  # with the text, it would look for the line
    value = None
    position = _skip_blank(text, 0)
    try:
        while position < len(text):
            value, end = EXACT.raw_decode(text, position)
            _check_end(text, end, value)
            position = _skip_blank(text, end)
    except RecursionError:
        _check_depth(text.encode("utf-8", "surrogatepass"))
        return orjson.loads(text)
    except ValueError as error:
        raise _as_json_error(error, text) from None
    return value


def _check_end(text: str, end: int, value: Any) -> None:
    """A number or a word ends at a blank; so `012` and `truefalse` are no two documents."""
    following = text[end : end + 1]
    if isinstance(value, str | list | dict) or following in BLANKS:
        return
    if following.isalnum() or following in "_$" or (value is not None and not isinstance(value, bool)):
        raise JsonError("a blank is missing after a value", text, end)


def _skip_blank(text: str, position: int) -> int:
    found = BLANK.match(text, position)
    return found.end() if found else position


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


def dump_public(event: dict[str, Any]) -> bytes:
    """UTF-8 JSON of an event without its `@metadata`, which it keeps."""
    if "@metadata" not in event:
        return dumps(event)
    metadata = event.pop("@metadata")
    try:
        return dumps(event)
    finally:
        event["@metadata"] = metadata


def dump_text(value: Any) -> str:
    """JSON of a value as text."""
    return dumps(value).decode("utf-8")


LONE_SURROGATE = re.compile("[\ud800-\udfff].*", re.DOTALL)


class _Raw(str):
    """A piece of JSON that is ready."""

    __slots__ = ()


def dump_exact(value: Any) -> str:
    """JSON the slow way: numbers beyond 64 bits, deep nesting, lone surrogates, which end the text they stand in."""
    pieces: list[str] = []
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if type(item) is _Raw:
            pieces.append(item)
        elif isinstance(item, dict):
            waiting += _members("{", "}", ((f"{_scalar(str(key))}:", member) for key, member in item.items()))
        elif isinstance(item, list):
            waiting += _members("[", "]", (("", member) for member in item))
        else:
            pieces.append(_scalar(item))
    return "".join(pieces)


def _members(opening: str, closing: str, members: Iterable[tuple[str, Any]]) -> list[Any]:
    """What is to be written for a map or list, the first last."""
    pieces: list[Any] = []
    separator = opening
    for label, member in members:
        pieces += [_Raw(separator + label), member]
        separator = ","
    return [_Raw(closing if pieces else opening + closing), *reversed(pieces)]


def _scalar(value: Any) -> str:
    if isinstance(value, str):
        return _dumps(LONE_SURROGATE.sub("", str(value))).decode("utf-8")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return _dumps(value, encode_other).decode("utf-8")
