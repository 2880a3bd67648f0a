r"""Escapes that mean a character, in and out of classes: `\n`, `\x41`, `\u00e9`, `\u{1F600 41}`, `\012`, `\cA`."""

import re

from pipeline.rubyregex.nodes import RubyRegexError

NAMED = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "a": 7, "e": 27}
HEX_BYTES = re.compile(r"(?:\\x[89A-Fa-f][0-9A-Fa-f])+")
HEX = re.compile(r"\\x([0-9A-Fa-f]{1,2})")
POINT = re.compile(r"\\u([0-9A-Fa-f]{4})")
POINTS = re.compile(r"\\u\{\s*([0-9A-Fa-f]{1,6}(?:\s+[0-9A-Fa-f]{1,6})*)\s*\}")
OCTAL = re.compile(r"\\([0-7]{1,3})")
CONTROL = re.compile(r"\\(?:c|C-)(.)", re.DOTALL)


def read_escape(text: str, start: int) -> tuple[list[int], int]:
    """The characters that the escape at `start` (a backslash) stands for, and where it ends."""
    letter = text[start + 1 : start + 2]
    if not letter:
        raise RubyRegexError("a backslash at the end escapes nothing")
    if letter in NAMED:
        return [NAMED[letter]], start + 2
    if letter == "x":
        return _hex(text, start)
    if letter == "u":
        return _points(text, start)
    if letter in "01234567":
        return _matched(OCTAL, text, start, 8, 0xFF)
    if letter in "cC" and (letter == "c" or text.startswith("-", start + 2)):
        found = CONTROL.match(text, start)
        if found is None:
            raise RubyRegexError("a control escape ends too early")
        return [ord(found[1]) & 0x1F], found.end()
    if letter == "M" and text.startswith("-", start + 2):
        raise RubyRegexError('"\\M-" gives no character in UTF-8')
    return [ord(letter)], start + 2


def _matched(form: re.Pattern[str], text: str, start: int, base: int, last: int) -> tuple[list[int], int]:
    found = form.match(text, start)
    code = int(found[1], base) if found else last + 1
    if found is None or code > last or 0xD800 <= code < 0xE000:
        raise RubyRegexError(f'"{text[start : start + 6]}" is no character')
    return [code], found.end()


def _hex(text: str, start: int) -> tuple[list[int], int]:
    r"""`\x41`; from 80 on several make up one character in UTF-8, as in `\xC3\xA9`."""
    found = HEX_BYTES.match(text, start)
    if found is None:
        return _matched(HEX, text, start, 16, 0x7F)
    data = bytes.fromhex(found[0].replace("\\x", ""))
    try:
        return [ord(letter) for letter in data.decode("utf-8")], found.end()
    except UnicodeDecodeError:
        raise RubyRegexError(f'the bytes "{found[0]}" are no characters in UTF-8') from None


def _points(text: str, start: int) -> tuple[list[int], int]:
    found = POINTS.match(text, start)
    if found is None:
        return _matched(POINT, text, start, 16, 0xFFFF)
    codes = [int(digits, 16) for digits in found[1].split()]
    if any(code > 0x10FFFF or 0xD800 <= code < 0xE000 for code in codes):
        raise RubyRegexError(f'"{found[0]}" is no character')
    return codes, found.end()
