"""String and Symbol: what needs no pattern and changes nothing."""

import unicodedata
from collections.abc import Callable
from typing import Any

from pipeline.ruby.dispatch import Method, register
from pipeline.ruby.faults import RubyError
from pipeline.ruby.formats import format_text
from pipeline.ruby.methods.encodings import ascii_only, encode, force_encoding, scrub, valid_encoding
from pipeline.ruby.operators import implicit_text, order
from pipeline.ruby.packing import unpack
from pipeline.ruby.run import check_length, grown
from pipeline.ruby.show import described
from pipeline.ruby.values import RubyClass, Symbol, symbol
from pipeline.rubynumbers import BEGINNING
from pipeline.texts import RUBY_BLANKS, ruby_capital, ruby_lower

LEFT_BLANKS = RUBY_BLANKS
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
PREFIXES = {2: "0b", 8: "0o", 16: "0x"}


def plus(text: str, other: Any) -> str:
    """`+`."""
    return grown(text + implicit_text(other))


def times(text: str, count: Any) -> str:
    """`*`."""
    if type(count) is float:
        count = int(count)
    if type(count) is not int:
        raise RubyError("TypeError", f"no implicit conversion of {described(count)} into Integer")
    if count < 0:
        raise RubyError("ArgumentError", "argument must be non-negative")
    check_length(len(text) * count)
    return text * count


def chomp(text: str, ending: str | None = "\n") -> str:
    """One line end less, or one `ending`."""
    if ending == "\n":
        return text[:-2] if text.endswith("\r\n") else text[:-1] if text[-1:] in ("\n", "\r") else text
    if ending == "":
        while text.endswith("\n"):
            text = chomp(text)
        return text
    return text.removesuffix(ending) if ending else text


def to_i(text: str, base: int = 10) -> int:
    """The number that a text begins with, in a base."""
    if base == 10:
        found = BEGINNING.match(text)
        return int(found[1][:4000]) if found else 0
    if not 2 <= base <= 36:
        raise RubyError("ArgumentError", f"invalid radix {base}")
    rest = text.lstrip(RUBY_BLANKS).lower()
    sign = -1 if rest[:1] == "-" else 1
    rest = rest[1:] if rest[:1] in ("-", "+") else rest
    rest = rest.removeprefix(PREFIXES.get(base, "\0"))
    digits = ""
    for position, letter in enumerate(rest):
        if letter in DIGITS[:base]:
            digits += letter
        elif letter != "_" or not position or rest[position - 1] == "_":
            break
    return sign * int(digits[:4000] or "0", base)


def successor(text: str) -> str:
    """`succ`: the last letter or digit is counted up, with a carry."""
    positions = [at for at, letter in enumerate(text) if letter.isascii() and letter.isalnum()]
    if not positions:
        return text[:-1] + chr(ord(text[-1]) + 1) if text else ""
    letters = list(text)
    at = positions[-1]
    while True:
        letter = letters[at]
        if letter not in ("z", "Z", "9"):
            letters[at] = chr(ord(letter) + 1)
            return "".join(letters)
        letters[at] = {"z": "a", "Z": "A", "9": "0"}[letter]
        if at - 1 not in positions:
            letters.insert(at, {"z": "a", "Z": "A", "9": "1"}[letter])
            return "".join(letters)
        at -= 1


def justified(place: Callable[[str, int, str], str]) -> Method:
    """ljust, rjust and center with padding of any length."""

    def justify(text: str, width: int, padding: str = " ") -> str:
        check_length(max(width, 0))
        if not padding:
            raise RubyError("ArgumentError", "zero width padding")
        return place(text, max(width - len(text), 0), padding)

    return justify


def _fill(length: int, padding: str) -> str:
    return (padding * (length // len(padding) + 1))[:length]


def _centre(text: str, missing: int, padding: str) -> str:
    left = missing // 2
    return _fill(left, padding) + text + _fill(missing - left, padding)


def compare_caseless(text: str, other: Any) -> int | None:
    """`casecmp`: ASCII letters only."""
    if type(other) is not str:
        raise RubyError("TypeError", f"no implicit conversion of {described(other)} into String")
    return order(_ascii_lower(text), _ascii_lower(other))


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def same_caseless(text: str, other: Any) -> bool | None:
    """`casecmp?`."""
    return text.casefold() == implicit_text(other).casefold() if type(other) is str else None


def code(text: str) -> int:
    """`ord`."""
    if not text:
        raise RubyError("ArgumentError", "empty string")
    return ord(text[0])


def data(text: str) -> bytes:
    """The bytes of a text."""
    return text.encode(
        "utf-8", "surrogateescape" if not any("\ud800" <= one < "\udc80" for one in text) else "surrogatepass"
    )


def byte_slice(text: str, start: int, length: int = 1) -> str | None:
    """`byteslice`."""
    held = data(text)
    start += len(held) if start < 0 else 0
    if start < 0 or start > len(held) or length < 0:
        return None
    return held[start : start + length].decode("utf-8", "surrogateescape")


def starts_with(text: str, *beginnings: Any) -> bool:
    """`start_with?`, of texts and patterns."""
    for one in beginnings:
        if type(one) is str:
            if text.startswith(one):
                return True
        elif hasattr(one, "pattern"):
            found = one.pattern.search(text)
            if found is not None and found.start() == 0:
                return True
        else:
            raise RubyError("TypeError", f"no implicit conversion of {described(one)} into String")
    return False


def ends_with(text: str, *endings: Any) -> bool:
    """`end_with?`."""
    return text.endswith(tuple(implicit_text(one) for one in endings))


def includes(text: str, part: Any) -> bool:
    """`include?`."""
    return (part if type(part) is str else implicit_text(part)) in text


def unpack_one(text: str, directives: str) -> Any:
    """`unpack1`."""
    found = unpack(data(text), directives)
    return found[0] if found else None


STRING: dict[str, Method] = {
    "+": plus,
    "*": times,
    "%": lambda text, values: format_text(text, values if type(values) is list else [values]),
    "length": len,
    "size": len,
    "bytesize": lambda text: len(data(text)),
    "upcase": lambda text: text.upper(),
    "downcase": ruby_lower,
    "capitalize": ruby_capital,
    "swapcase": lambda text: text.swapcase(),
    "+@": lambda text: text,
    "-@": lambda text: text,
    "sum": lambda text: sum(data(text)) & 0xFFFF,
    "strip": lambda text: text.strip(RUBY_BLANKS),
    "lstrip": lambda text: text.lstrip(LEFT_BLANKS),
    "rstrip": lambda text: text.rstrip(RUBY_BLANKS),
    "chomp": chomp,
    "chop": lambda text: text[:-2] if text.endswith("\r\n") else text[:-1],
    "chr": lambda text: text[:1],
    "reverse": lambda text: text[::-1],
    "empty?": lambda text: not text,
    "include?": includes,
    "start_with?": starts_with,
    "end_with?": ends_with,
    "delete_prefix": lambda text, part: text.removeprefix(implicit_text(part)),
    "delete_suffix": lambda text, part: text.removesuffix(implicit_text(part)),
    "center": justified(_centre),
    "ljust": justified(lambda text, missing, padding: text + _fill(missing, padding)),
    "rjust": justified(lambda text, missing, padding: _fill(missing, padding) + text),
    "to_i": to_i,
    "hex": lambda text: to_i(text, 16),
    "oct": lambda text: to_i(text.lower().removeprefix("0x"), 16) if text[:2].lower() == "0x" else to_i(text, 8),
    "to_str": lambda text: text,
    "to_sym": symbol,
    "intern": symbol,
    "ord": code,
    "chars": list,
    "bytes": lambda text: list(data(text)),
    "codepoints": lambda text: [ord(letter) for letter in text],
    "getbyte": lambda text, at: next(iter(data(text)[at : at + 1 or None]), None),
    "byteslice": byte_slice,
    "succ": successor,
    "next": successor,
    "casecmp": compare_caseless,
    "casecmp?": same_caseless,
    "unpack": lambda text, directives: unpack(data(text), directives),
    "unpack1": unpack_one,
    "encoding": lambda text: RubyClass("UTF-8"),
    "encode": encode,
    "force_encoding": force_encoding,
    "valid_encoding?": valid_encoding,
    "ascii_only?": ascii_only,
    "scrub": scrub,
    "b": lambda text: text,
    "unicode_normalize": lambda text, form=None: unicodedata.normalize(form.name.upper() if form else "NFC", text),
}


def on_name(method: Method) -> Method:
    """A method of String on the name of a symbol."""
    return lambda value, *args: method(value.name, *args)


def new_name(method: Method) -> Method:
    """As `on_name`, but it gives a symbol."""
    return lambda value: symbol(method(value.name))


SYMBOL: dict[str, Method] = {
    **{name: on_name(STRING[name]) for name in ("length", "size", "empty?", "start_with?", "end_with?")},
    **{name: new_name(STRING[name]) for name in ("upcase", "downcase", "capitalize", "swapcase", "succ")},
    "to_sym": lambda value: value,
    "name": lambda value: value.name,
    "id2name": lambda value: value.name,
}


register([str], STRING)
register([Symbol], SYMBOL)
