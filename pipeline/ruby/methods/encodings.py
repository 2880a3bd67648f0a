"""Encodings: a text here is always characters; bytes that are no UTF-8 stand in it as lone surrogates."""

import codecs
import re
from typing import Any

from pipeline.ruby.faults import RubyError
from pipeline.ruby.values import RubyClass, Symbol

BAD = re.compile("[\udc80-\udcff]")
SAME = frozenset(("utf-8", "utf8", "ascii-8bit", "binary", "us-ascii", "ascii"))


def _name(value: Any) -> str:
    return (
        (value.name if isinstance(value, RubyClass) else str(value))
        .lower()
        .removeprefix("encoding::")
        .replace("_", "-")
    )


def valid_encoding(text: str) -> bool:
    """`valid_encoding?`."""
    return BAD.search(text) is None


def ascii_only(text: str) -> bool:
    """`ascii_only?`."""
    return text.isascii()


def scrub(text: str, replacement: str = "\ufffd") -> str:
    """`scrub`: another text for each run of bytes that are no UTF-8."""
    return re.sub("[\udc80-\udcff]+", lambda found: replacement, text)


def force_encoding(text: str, encoding: Any) -> str:
    """`force_encoding`: nothing changes for UTF-8, ASCII and binary; others mean that the bytes are read anew."""
    name = _name(encoding)
    if name in SAME:
        return text
    return _reread(text, name)


def _reread(text: str, name: str) -> str:
    _known(name)
    return text.encode("utf-8", "surrogateescape").decode(name, "replace")


def _known(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        raise RubyError("ArgumentError", f"unknown encoding name - {name}") from None


def encode(text: str, *args: Any) -> str:
    """`encode(to, from, invalid: :replace, undef: :replace, replace: "?")`."""
    options = args[-1] if args and isinstance(args[-1], dict) else {}
    names = [_name(one) for one in args if not isinstance(one, dict)]
    chosen = {key.name: value for key, value in options.items() if isinstance(key, Symbol)}
    if len(names) > 1 and names[1] not in SAME:
        text = _reread(text, names[1])
    binary = len(names) > 1 and names[1] in ("ascii-8bit", "binary", "us-ascii", "ascii")
    target = names[0] if names else "utf-8"
    if "invalid" in chosen or "undef" in chosen:
        default = "\ufffd" if target.startswith("utf") else "?"
        replacement = str(chosen.get("replace", default))
        text = BAD.sub(lambda found: replacement, text)
        if binary:
            text = re.sub("[^\0-\x7f]", lambda found: replacement * len(found[0].encode()), text)
        return "".join(one if _fits(one, target) else replacement for one in text)
    if BAD.search(text) and target != "utf-8":
        raise RubyError("Encoding::InvalidByteSequenceError", "a byte that is no UTF-8")
    for letter in text:
        if not _fits(letter, target):
            message = f"U+{ord(letter):04X} from UTF-8 to {target.upper()}"
            raise RubyError("Encoding::UndefinedConversionError", message)
    return text


def _fits(letter: str, target: str) -> bool:
    if target.startswith("utf"):
        return True
    try:
        letter.encode("ascii" if target in ("us-ascii", "binary", "ascii-8bit") else _known(target))
    except UnicodeEncodeError:
        return False
    return True
