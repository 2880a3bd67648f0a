"""`pack` and `unpack`, the directives in use."""

import re
import struct
from binascii import Error, a2b_base64, b2a_base64
from typing import Any

from pipeline.ruby.faults import RubyError
from pipeline.ruby.run import check_items, check_length

DIRECTIVE = re.compile(r"([a-zA-Z@])([_!<>]*)(\d+|\*)?")
INTEGERS = {
    "C": ("B", 1), "c": ("b", 1), "S": ("<H", 2), "s": ("<h", 2), "L": ("<I", 4), "l": ("<i", 4), "Q": ("<Q", 8),
    "q": ("<q", 8),
    "n": (">H", 2), "N": (">I", 4), "v": ("<H", 2), "V": ("<I", 4), "I": ("<I", 4), "i": ("<i", 4),
    "E": ("<d", 8), "e": ("<f", 4), "G": (">d", 8), "g": (">f", 4), "D": ("<d", 8), "d": ("<d", 8), "F": ("<f", 4),
    "f": ("<f", 4),
}  # fmt: skip


def _directives(text: str) -> list[tuple[str, str, str | None]]:
    found: list[tuple[str, str, str | None]] = DIRECTIVE.findall(text)
    return [(letter, marks, count or None) for letter, marks, count in found]


def _format(letter: str, marks: str) -> tuple[str, int]:
    form, size = INTEGERS[letter]
    return (form.replace("<", ">") if ">" in marks else form), size


def text(data: bytes) -> str:
    """Bytes as a text; those that are no UTF-8 stand in it as they are."""
    return data.decode("utf-8", "surrogateescape")


def unpack(data: bytes, directives: str) -> list[Any]:
    """`unpack`."""
    found: list[Any] = []
    at = 0
    for letter, marks, count in _directives(directives):
        if letter in INTEGERS:
            form, size = _format(letter, marks)
            number = (len(data) - at) // size if count == "*" else int(count or 1)
            check_items(number)
            for _ in range(number):
                whole = len(data) - at >= size
                found.append(struct.unpack_from(form, data, at)[0] if whole else None)
                at += size if whole else 0
        elif letter == "x":
            at += len(data) - at if count == "*" else int(count or 1)
        else:
            value, at = _unpack_text(letter, data, at, count)
            found += value
    return found


def _unpack_text(letter: str, data: bytes, at: int, count: str | None) -> tuple[list[Any], int]:
    rest = data[at:]
    number = len(rest) if count == "*" else int(count or 1)
    if letter in "aAZ":
        part = rest[:number]
        if letter == "Z" and b"\0" in part:
            end = part.index(b"\0")
            return [text(part[:end])], at + (end + 1 if count == "*" else number)
        return [text(part.rstrip(b" \0") if letter == "A" else part)], at + len(part)
    if letter in "Hh":
        digits = rest.hex() if letter == "H" else "".join(pair[::-1] for pair in re.findall("..", rest.hex()))
        wanted = len(digits) if count == "*" else int(count or 1)
        return [digits[:wanted]], at + -(-min(wanted, len(digits)) // 2)
    if letter in "Bb":
        bits = "".join(format(byte, "08b")[:: 1 if letter == "B" else -1] for byte in rest)
        wanted = len(bits) if count == "*" else int(count or 1)
        return [bits[:wanted]], at + -(-min(wanted, len(bits)) // 8)
    if letter == "U":
        letters = text(rest)[: None if count == "*" else number]
        return [ord(one) for one in letters], at + len(letters.encode("utf-8", "surrogateescape"))
    if letter == "m":
        return [text(decode64(rest, strict=count == "0"))], len(data)
    raise RubyError("ArgumentError", f"unpack can't read {letter} here")


def decode64(data: bytes, *, strict: bool = False) -> bytes:
    """Base64 to bytes; unless strict what is none is passed over."""
    if strict:
        try:
            return a2b_base64(data, strict_mode=True)
        except (Error, ValueError):
            raise RubyError("ArgumentError", "invalid base64") from None
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", data.split(b"=")[0])
    kept = kept[: len(kept) - (len(kept) % 4 == 1)]
    return a2b_base64(kept + b"=" * (-len(kept) % 4))


def encode64(data: bytes, line: int | None = 45) -> str:
    """Bytes as base64; in lines of so many bytes, each with a line feed, or without lines."""
    if line is None:
        return b2a_base64(data, newline=False).decode()
    return "".join(b2a_base64(data[at : at + line]).decode() for at in range(0, len(data), line))


def pack(values: list[Any], directives: str) -> str:
    """`pack`."""
    waiting = list(values)
    out = b""
    for letter, marks, count in _directives(directives):
        if letter == "x":
            check_length(int(count or 1))
            out += bytes(int(count or 1))
            continue
        number = (
            len(waiting)
            if count == "*" and (letter in INTEGERS or letter in "UW")
            else int(count or 1)
            if letter in INTEGERS or letter in "UW"
            else 1
        )
        for _ in range(number):
            if not waiting:
                raise RubyError("ArgumentError", "too few arguments")
            out += _pack_one(letter, marks, count, waiting.pop(0))
    return text(out)


def _pack_one(letter: str, marks: str, count: str | None, value: Any) -> bytes:
    if letter in INTEGERS:
        form, size = _format(letter, marks)
        if form[-1] in "df":
            return struct.pack(form, float(value))
        if type(value) is not int:
            raise RubyError("TypeError", "no implicit conversion into Integer")
        return (value & ((1 << 8 * size) - 1)).to_bytes(size, "big" if form[0] == ">" else "little")
    if letter in "UW":
        return chr(value).encode("utf-8")
    if type(value) is not str:
        raise RubyError("TypeError", "no implicit conversion into String")
    return _pack_text(letter, count, value.encode("utf-8", "surrogateescape"))


def _pack_text(letter: str, count: str | None, data: bytes) -> bytes:
    if letter in "aAZ":
        if count == "*":
            return data + (b"\0" if letter == "Z" else b"")
        check_length(int(count or 1))
        return data[: int(count or 1)].ljust(int(count or 1), b" " if letter == "A" else b"\0")
    if letter == "H":
        digits = re.sub("[^0-9a-fA-F]", "0", data.decode("ascii", "replace"))
        digits = digits if count == "*" else digits[: int(count or 1)]
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    if letter in "Bb":
        bits = re.sub("[^01]", "0", data.decode("ascii", "replace"))
        return bytes(
            int(bits[at : at + 8].ljust(8, "0")[:: 1 if letter == "B" else -1], 2) for at in range(0, len(bits), 8)
        )
    if letter == "m":
        return encode64(data, None if count == "0" else 45).encode()
    raise RubyError("ArgumentError", f"pack can't write {letter} here")
